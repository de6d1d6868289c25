import { lstatSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Command, Option } from "commander";
import type { FileSetting } from "./configuration-file.ts";
import { addsUp } from "./setting.ts";

/** Where settings may come from, apart from flags. */
export interface SettingPlaces {
  /** Where the search for configuration files begins; it goes up from here. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A setting in force. */
export interface SettingInForce {
  /** As in a configuration file, and as the flag without its dashes: `on-budget`. */
  readonly key: string;
  readonly value: unknown;
  /** For people: `--pue`, `WATTLEDGER_PUE`, `/home/ada/wattledger.yaml`, `default`. */
  readonly from: string;
}

/** Variables that begin like a setting's variable but are not settings. */
const otherVariables: readonly string[] = [
  "WATTLEDGER_FILE_LIMIT",
  "WATTLEDGER_HOME",
  "WATTLEDGER_IGNORED_SIGNALS",
  "WATTLEDGER_NODE_FOLDER",
  "WATTLEDGER_RUN",
  "WATTLEDGER_SOCKET",
];

/**
 * Fills a command's options: a flag wins over the environment (`WATTLEDGER_PUE`), which wins over the nearest
 * configuration file, which wins over those further up. Options with
 * `merge: "add"`, such as tags, add up. An invalid setting ends the command with exit code 2, before anything is started.
 */
export async function takeSettings(command: Command, places: SettingPlaces): Promise<readonly SettingInForce[]> {
  const paths = configurationFiles(places.folder);
  const files = paths.length === 0 ? [] : await readFiles(command, paths);
  await refuseUnknownVariables(command, places.environment);
  return command.options.map((option) => takeSetting(command, option, places.environment, files));
}

/** Configuration files from a folder upwards, the nearest first. */
export function configurationFiles(folder: string): readonly string[] {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    for (const name of ["wattledger.yaml", "wattledger.json"]) {
      const path = join(at, name);
      // A broken link counts as a file, so that reading it reports the problem.
      if (isThere(path) && !isStrangersFile(at, path)) found.push(path);
    }
    if (dirname(at) === at) return found;
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder that may not be read, or a file instead of a folder.
    return false;
  }
}

/** In a folder that anybody may write to, such as /tmp, only the user's own file counts. */
function isStrangersFile(folder: string, path: string): boolean {
  const anybodyMayWrite = (statSync(folder).mode & 0o002) !== 0;
  return anybodyMayWrite && lstatSync(path).uid !== process.getuid?.();
}

async function readFiles(command: Command, paths: readonly string[]): Promise<readonly FileSetting[]> {
  const { readConfiguration } = await import("./configuration-file.ts");
  const read = readConfiguration(paths, command.options);
  if (!read.ok) return refuse(command, read.error);
  return read.value;
}

function takeSetting(
  command: Command,
  option: Option,
  environment: SettingPlaces["environment"],
  files: readonly FileSetting[],
): SettingInForce {
  const key = keyOf(option);
  const name = option.attributeName();
  const variable = variableOf(option);
  const inEnvironment = environment[variable];
  const given: Given[] = files
    .filter((setting) => setting.key === key)
    .toReversed()
    .map(({ texts, from }) => ({ texts, from, source: "config" }));
  if (inEnvironment !== undefined && inEnvironment !== "") {
    const texts = addsUp(option) ? inEnvironment.split(",") : [inEnvironment];
    given.push({ texts, from: variable, source: "env" });
  }
  if (command.getOptionValueSource(name) === "cli") {
    if (!addsUp(option)) return { key, value: command.getOptionValue(name), from: `--${key}` };
    // Values of all origins add up, and those of the command line come last.
    const values: unknown = command.getOptionValue(name);
    const texts = Object.entries(typeof values === "object" && values !== null ? values : {}).map(
      ([label, value]) => `${label}=${String(value)}`,
    );
    given.push({ texts, from: `--${key}`, source: "cli" });
  }
  const last = given.at(-1);
  if (last === undefined) return { key, value: command.getOptionValue(name), from: "default" };
  let value: unknown = addsUp(option) ? {} : undefined;
  for (const one of addsUp(option) ? given : [last]) {
    for (const text of one.texts) value = parse(command, option, text, value, one.from);
  }
  command.setOptionValueWithSource(name, value, last.source);
  const from = addsUp(option) ? [...new Set(given.map((one) => one.from))].join(", ") : last.from;
  return { key, value, from };
}

interface Given {
  /** As they would be written after the flag; several for an option that may be repeated. */
  readonly texts: readonly string[];
  readonly from: string;
  /** As commander names it. */
  readonly source: string;
}

function parse(command: Command, option: Option, text: string, previous: unknown, from: string): unknown {
  try {
    if (!option.required) return parseSwitch(text);
    return option.parseArg === undefined ? text : option.parseArg(text, previous);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return refuse(command, `${from}: ${keyOf(option)}: ${JSON.stringify(text)} is not valid. ${error.message}`);
  }
}

function parseSwitch(text: string): boolean {
  switch (text.toLowerCase()) {
    case "1":
    case "true":
    case "yes":
      return true;
    case "0":
    case "false":
    case "no":
      return false;
  }
  throw new InvalidArgumentError("A switch is true or false.");
}

async function refuseUnknownVariables(command: Command, environment: SettingPlaces["environment"]): Promise<void> {
  const known = [...command.options.map(variableOf), ...otherVariables];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("WATTLEDGER_") || known.includes(name)) continue;
    const { suggestion } = await import("@wattledger/core");
    const hint = suggestion(name, known) || " `wattledger config` lists the settings.";
    refuse(command, `${name}: unknown setting.${hint}`);
  }
}

/** The flag without its dashes. */
export function keyOf(option: Option): string {
  return option.long?.slice(2) ?? option.name();
}

/** The environment variable of an option: `WATTLEDGER_ON_BUDGET`. */
export function variableOf(option: Option): string {
  return `WATTLEDGER_${keyOf(option).replaceAll("-", "_").toUpperCase()}`;
}

function refuse(command: Command, message: string): never {
  return command.error(`wattledger: ${message}`, { exitCode: 2, code: "wattledger.setting" });
}
