import { fail, ok, shortened } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { isScalar, parseDocument, visit } from "yaml";

/** Parses YAML 1.2 without tags; the reason where it cannot. */
export function parseYaml(text: string): Result<unknown, string> {
  // The package's own search for repeated keys takes time with the square of their number.
  const document = parseDocument(text, { uniqueKeys: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return fail(`it is not YAML that we read. ${firstLine(error.message)}`);
  const twice = repeatedKey(document);
  if (twice !== undefined) return fail(`\`${shortened(twice)}\` is in it twice. Give it once.`);
  try {
    // Few aliases, because a file of a few lines could otherwise mean gigabytes.
    return ok(document.toJS({ maxAliasCount: 10 }));
  } catch (refusal) {
    return fail(`it is not YAML that we read. ${refusal instanceof Error ? refusal.message : String(refusal)}.`);
  }
}

/** A key that one mapping has twice. */
function repeatedKey(document: ReturnType<typeof parseDocument>): string | undefined {
  let twice: string | undefined;
  visit(document, {
    Map: (_, map) => {
      const names = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (names.has(name)) twice ??= name;
        names.add(name);
      }
      return twice === undefined ? undefined : visit.BREAK;
    },
  });
  return twice;
}

/** The rest of its message draws the place in the file. */
function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.replace(/:$/u, ".") ?? "";
}
