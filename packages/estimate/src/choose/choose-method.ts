import { WattledgerError, namesToGive, shortened, suggestion } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { methods, ourMethods } from "@wattledger/methods";
import { synonymsOf } from "../given/synonyms.ts";

/** The method of an id. @throws WattledgerError `unknown-name`, with the nearest id */
export function chooseMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (method !== undefined) return method;
  const near = suggestion(
    id,
    methods.map((candidate) => candidate.id),
  );
  const asInput = near === "" ? ` Inputs are written name=value: for an AI model, model=${shortened(id)}.` : "";
  throw new WattledgerError(
    "unknown-name",
    `Unknown method \`${shortened(id)}\`.${near}${asInput} \`wattledger methods\` lists the methods.`,
  );
}

/**
 * The first of our methods that knows every name that is given, `outputTokens` or `components.cpu.energy`.
 *
 * @throws WattledgerError `bad-input` if no method knows all the names, or nothing is given
 */
export function ourMethodFor(given: Readonly<Record<string, unknown>>): Method {
  const names = Object.keys(given).map((name) => name.split(".")[0] ?? name);
  const knows = (method: Method): ((name: string) => boolean) => {
    const known = namesOf(method);
    return (name) => known.includes(name) || synonymsOf(name).some(({ name: other }) => known.includes(other));
  };
  const found =
    names.length === 0
      ? undefined
      : (ourMethods.find((method) => names.every((name) => namesOf(method).includes(name))) ??
        ourMethods.find((method) => names.every(knows(method))));
  if (found !== undefined) return found;
  // A name that no method of the list knows is a typo more often than a wish for another method.
  const all = new Set(ourMethods.flatMap(namesOf));
  const unknown = names.filter((name) => !all.has(name) && !ourMethods.some((method) => knows(method)(name)));
  if (unknown.length > 0) {
    const said = unknown.map((name) => `Unknown input \`${name}\`.${suggestion(name, all)}`).join(" ");
    throw new WattledgerError("bad-input", `${said} Correct it, or name a method: \`wattledger methods\` lists them.`);
  }
  const nearest = ourMethods
    .map((method) => ({ method, count: names.filter(knows(method)).length }))
    .toSorted((x, y) => y.count - x.count)
    .slice(0, mostNearest);
  const list = nearest.map(({ method }) => `  ${exampleLine(method)}`).join("\n");
  const reason =
    names.length === 0 ? "No inputs were given" : `None of Wattledger's own methods knows all of ${names.join(", ")}`;
  throw new WattledgerError(
    "bad-input",
    `${reason}. Name a method (\`wattledger methods\` lists them), or write, for example:\n${list}`,
  );
}

/** Methods that a refusal shows. */
const mostNearest = 3;

/** `wattledger estimate api-inference model=gpt-4o outputTokens=500 zone=US` */
function exampleLine({ id, example = {} }: Method): string {
  const inputs = Object.entries(example).map(([name, value]) => {
    const text = `${name}=${value}`;
    return /[^\w.:/=-]/u.test(text) ? `"${text}"` : text;
  });
  return ["wattledger estimate", id, ...inputs.slice(0, 4)].join(" ");
}

/** What a person can give to a method: inputs, keys and equations. */
function namesOf(method: Method): readonly string[] {
  return [...namesToGive(method, families), ...Object.keys(method.equations)];
}
