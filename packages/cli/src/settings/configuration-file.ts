import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fail, ok, shortened, suggestion } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { plainIssues, recordOf } from "@wattledger/core/schemas";
import type { Option } from "commander";
import * as z from "zod";
import { parseJson } from "../json-file.ts";
import { mostBytes, readTextFile } from "../read-file.ts";
import { parseYaml } from "../yaml-file.ts";
import { addsUp } from "./setting.ts";
import { keyOf, variableOf } from "./settings.ts";

/** One setting of a configuration file. */
export interface FileSetting {
  readonly key: string;
  /** As written after the flag: several for an option that adds up, else one. */
  readonly texts: readonly string[];
  /** The file's path. */
  readonly from: string;
}

/** Options that are numbers; the others are text, which YAML must not take for a number: a version 2.10 is not 2.1. */
const numericKeys: readonly string[] = ["pue", "interval", "epochs"];
/** Options that name a file, which is then sought from the folder of the configuration file. */
const pathKeys: readonly string[] = ["json", "csv", "prices"];

/** Options that a file cannot set: a file that comes with somebody's project could send runs away. */
const keysOutsideFiles: readonly string[] = ["to"];

/** Reads configuration files, the nearest first, and checks them against the options that there are. */
export function readConfiguration(
  paths: readonly string[],
  options: readonly Option[],
): Result<readonly FileSetting[], string> {
  const keys = new Map(options.map((option) => [keyOf(option), option]));
  const settings: FileSetting[] = [];
  for (const path of paths) {
    const twin = paths.find((other) => other !== path && dirname(other) === dirname(path));
    if (twin !== undefined) return fail(`${path} and ${twin} are in one folder. Keep one of them.`);
    const read = readValues(path);
    if (!read.ok) return read;
    for (const [key, value] of Object.entries(read.value)) {
      const option = keys.get(key);
      if (option === undefined) {
        const hint = suggestion(key, keys.keys()) || ` Known settings: ${[...keys.keys()].join(", ")}.`;
        return fail(`${path}: unknown setting \`${shortened(key)}\`.${hint}`);
      }
      if (keysOutsideFiles.includes(key)) {
        const instead = `Set ${variableOf(option)}, or write --${key}.`;
        return fail(`${path}: ${key}: a file cannot say where runs are sent. ${instead}`);
      }
      const texts = schemaOf(option, path).safeParse(value);
      if (!texts.success) return fail(`${path}: ${key}: ${reasonOf(texts.error, value)}`);
      settings.push({ key, texts: texts.data, from: path });
    }
  }
  return ok(settings);
}

const mapping = recordOf(z.unknown(), { error: "The file holds one setting a line, such as `zone: FR`." });

function readValues(path: string): Result<Readonly<Record<string, unknown>>, string> {
  // Reading a pipe would wait for its writer, in every command.
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFIFO() === true || found?.isSocket() === true)
    return fail(`${path} cannot be read: it is a pipe or a socket, not a file. Remove it.`);
  const text = readTextFile(path, mostBytes.configuration);
  if (!text.ok) return fail(`${path} cannot be read: ${text.error}. Correct it or remove it.`);
  // An empty file holds no settings.
  const parsed = path.endsWith(".json") ? parseJson(text.value.trim() || "{}") : parseYaml(text.value);
  if (!parsed.ok) return fail(`${path}: ${parsed.error}`);
  const values = mapping.safeParse(parsed.value ?? {});
  return values.success ? ok(values.data) : fail(`${path}: ${values.error.issues[0]?.message ?? ""}`);
}

/** A value's own words; of a value within, such as a tag, its name as well. */
function reasonOf(error: z.ZodError, value: unknown): string {
  const own = error.issues.filter(({ path }) => path.length === 0).map(({ message }) => message);
  return own.length > 0 ? own.join(" ") : `${plainIssues(error, value).join(" ")} Write it in quotes.`;
}

function schemaOf(option: Option, path: string): z.ZodType<readonly string[]> {
  const key = keyOf(option);
  if (addsUp(option)) {
    const labels = recordOf(z.string(), { error: "Tags are names with text: `tag: {team: vision}`." });
    return labels.transform((tags) => Object.entries(tags).map(([label, value]) => `${label}=${value}`));
  }
  if (!option.required) return z.boolean("A switch is true or false.").transform((on) => [String(on)]);
  // A number with its unit, `500ms`, is text.
  if (numericKeys.includes(key))
    return z
      .union([z.number(), z.string()], "This must be a number, such as 1.2.")
      .transform((number) => [String(number)]);
  const text = z.string("This is text: write it in quotes.");
  if (pathKeys.includes(key)) return text.transform((name) => [resolve(dirname(path), name)]);
  return text.transform((one) => [one]);
}
