import { WattledgerError, namesToGive, suggestion } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { methods, ourMethods } from "@wattledger/methods";

/** The method of an id. @throws WattledgerError `unknown-name`, with the nearest id and all there are. */
export function chooseMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (method !== undefined) return method;
  const known = methods.map((candidate) => candidate.id);
  throw new WattledgerError(
    "unknown-name",
    `Unknown method \`${id}\`.${suggestion(id, known)} Known: ${known.join(", ")}.`,
  );
}

/**
 * The first of our methods that knows every name that is given, `outputTokens` or `components.cpu.energy`.
 *
 * @throws WattledgerError `bad-input` if no method knows all the names, or nothing is given
 */
export function ourMethodFor(given: Readonly<Record<string, unknown>>): Method {
  const names = Object.keys(given).map((name) => name.split(".")[0] ?? name);
  const found = ourMethods.find((method) => {
    const known = namesOf(method);
    return names.length > 0 && names.every((name) => known.includes(name));
  });
  if (found !== undefined) return found;
  // A name that no method of the list knows is a typo more often than a wish for another method.
  const all = new Set(ourMethods.flatMap(namesOf));
  const unknown = names.filter((name) => !all.has(name));
  if (unknown.length > 0) {
    const said = unknown.map((name) => `Unknown input \`${name}\`.${suggestion(name, all)}`).join(" ");
    throw new WattledgerError("bad-input", `${said} Correct it, or name a method: \`wattledger methods\` lists them.`);
  }
  const list = ourMethods.map(({ id, claim }) => `  ${id}: ${claim}`).join("\n");
  const reason =
    names.length === 0 ? "No inputs were given" : `None of Wattledger's own methods knows all of ${names.join(", ")}`;
  throw new WattledgerError(
    "bad-input",
    `${reason}. Name a method (\`wattledger methods\` lists them). Wattledger's own methods:\n${list}`,
  );
}

/** What a person can give to a method: inputs, keys and equations. */
function namesOf(method: Method): readonly string[] {
  return [...namesToGive(method, families), ...Object.keys(method.equations)];
}
