import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { WattledgerError, fail, ok, shortened } from "@wattledger/core";
import type { Result } from "@wattledger/core";

/**
 * What a JSON file holds, or standard input where the path is `-`. `what` begins the message: "The activity". A byte order
 * mark is passed over; a name that stands twice in one object is refused, as one of its values would be lost.
 *
 * @throws WattledgerError `bad-file`
 */
export async function readJsonFile(
  path: string,
  what: string,
  standardInput: NodeJS.ReadableStream = process.stdin,
): Promise<unknown> {
  const name = path === "-" ? "standard input" : path;
  const refuse = (reason: string, cause?: unknown): WattledgerError =>
    new WattledgerError("bad-file", `${what} cannot be read from ${name}: ${reason}.`, { cause });
  let content: string;
  try {
    content = path === "-" ? await text(standardInput) : await readFile(path, "utf8");
  } catch (error) {
    throw refuse(reasonOf(error), error);
  }
  const parsed = parseJson(content);
  if (parsed.ok) return parsed.value;
  throw refuse(parsed.error);
}

/** Parses JSON; the reason where it cannot, with line and column where they are known. */
export function parseJson(content: string): Result<unknown, string> {
  const json = content.startsWith("\uFEFF") ? content.slice(1) : content;
  if (json.trim() === "") return fail("it is empty");
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    return fail(`it is no JSON: ${whereInJson(error instanceof Error ? error.message : String(error), json)}`);
  }
  const twice = repeatedName(json);
  return twice === undefined ? ok(data) : fail(`\`${shortened(twice)}\` stands twice in it: give it once`);
}

/** Why a file cannot be read, for a person. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "nobody has given leave to read it (its permissions)";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** The message of the parser, with line and column in the place of a count of characters. */
function whereInJson(message: string, json: string): string {
  const [, reason = message, position] = /^(.*?) (?:in JSON )?at position (\d+)/su.exec(message) ?? [];
  const shown = reason.replaceAll(/\p{Cc}|\uFFFD/gu, "\u00B7");
  if (position === undefined) return shown;
  const before = json.slice(0, Number(position)).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${shown}`;
}

/** A name that stands twice in one object of well-formed JSON: parsing keeps only its last value. */
function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gsu)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined && string !== undefined) {
      const name = String(JSON.parse(string));
      const names = open.at(-1);
      if (names?.has(name) === true) return name;
      names?.add(name);
    }
  }
  return undefined;
}
