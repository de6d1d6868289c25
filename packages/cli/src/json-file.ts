import { WattledgerError, fail, ok, printable, shortened } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { mostBytes, readTextFile, readTextStream } from "./read-file.ts";

/**
 * What a JSON file holds, or standard input where the path is `-`. `what` begins the message: "The activity". A byte order
 * mark is passed over; a name that stands twice in one object is refused, as one of its values would be lost.
 *
 * @throws WattledgerError `bad-file`
 */
export async function readJsonFile(
  path: string,
  what: string,
  standardInput: AsyncIterable<Buffer | string> = process.stdin,
): Promise<unknown> {
  const name = path === "-" ? "standard input" : path;
  const refuse = (reason: string): WattledgerError =>
    new WattledgerError("bad-file", `${what} cannot be read from ${name}: ${reason}.`);
  const content =
    path === "-" ? await readTextStream(standardInput, mostBytes.json) : readTextFile(path, mostBytes.json);
  if (!content.ok) throw refuse(content.error);
  const parsed = parseJson(content.value);
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
    return fail(`it is not JSON: ${whereInJson(error instanceof Error ? error.message : String(error), json)}`);
  }
  const twice = repeatedName(json);
  return twice === undefined ? ok(data) : fail(`\`${shortened(twice)}\` is in it twice: give it once`);
}

/** The message of the parser, with line and column instead of a count of characters. */
function whereInJson(message: string, json: string): string {
  const [, reason = message, position] = /^(.*?) (?:in JSON )?at position (\d+)/su.exec(message) ?? [];
  const shown = printable(reason.replaceAll("\uFFFD", "\u00B7"));
  if (position === undefined) return shown;
  const before = json.slice(0, Number(position)).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${shown}`;
}

/** A name that stands twice in one object of well-formed JSON: parsing keeps only its last value. */
function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at += 1) {
    switch (json.charAt(at)) {
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(undefined);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case '"': {
        const end = endOfString(json, at);
        const names = open.at(-1);
        if (names !== undefined && isBeforeColon(json, end)) {
          const name = String(JSON.parse(json.slice(at, end)));
          if (names.has(name)) return name;
          names.add(name);
        }
        at = end - 1;
        break;
      }
    }
  }
  return undefined;
}

/** Where the string that begins here is over. A search by pattern would run out of stack in a string of millions of escapes. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

function isBeforeColon(json: string, from: number): boolean {
  let at = from;
  while (/\s/u.test(json[at] ?? "")) at += 1;
  return json[at] === ":";
}
