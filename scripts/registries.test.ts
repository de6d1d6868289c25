import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// A new member is a file and one line in a registry. This reads the folders, so that a file without its line fails.

const packagesFolder = fileURLToPath(new URL("../packages", import.meta.url));

interface Registry {
  readonly what: string;
  readonly folder: string;
  /** The files that may hold a member. Left out, every file but tests. */
  readonly named?: RegExp;
  /** Finds the exported name of a member in its file. */
  readonly member: RegExp;
  /** Whether the id of a member is the name of its file. */
  readonly idIsFileName: boolean;
  readonly file: string;
  /** Names that the registry's file lists. */
  readonly namesIn: (text: string) => readonly string[];
}

const registries: readonly Registry[] = [
  {
    what: "method",
    folder: "methods/src",
    member: /^export const (\w+) = method\(/m,
    idIsFileName: true,
    file: "methods/src/registry.ts",
    namesIn: exportedNames,
  },
  {
    what: "family of cases",
    folder: "cases/src",
    named: /[/\\]adapter\.ts$/,
    member: /^export const (\w+): readonly CaseKind\[\]/m,
    idIsFileName: false,
    file: "cases/src/registry.ts",
    namesIn: exportedNames,
  },
  {
    what: "sensor",
    folder: "sensors/src",
    member: /^export function (\w+)\(host: Host\): Sensor\b/m,
    idIsFileName: true,
    file: "sensors/src/registry.ts",
    namesIn: (text) =>
      [...(/sensorFactories: readonly SensorFactory\[\] = \[([^\]]*)\]/.exec(text)?.[1] ?? "").matchAll(/\w+/g)].map(
        ([name]) => name,
      ),
  },
];

interface Member {
  readonly fileName: string;
  readonly name: string;
  readonly text: string;
}

test.for(registries)("every $what in its folder is in its registry, and nothing else is", (registry) => {
  const listed = registry.namesIn(readText(join(packagesFolder, registry.file)));
  const members = membersOf(registry);
  expect(listed.length).toBeGreaterThan(0);
  const missing = members
    .filter(({ name }) => !listed.includes(name))
    .map(({ fileName, name }) => `${name} of ${fileName}`);
  expect(missing, `add a line for each to packages/${registry.file}`).toEqual([]);
  const names = new Set(members.map(({ name }) => name));
  const surplus = listed.filter((name) => !names.has(name));
  expect(surplus, `lines of packages/${registry.file} without a file that exports the name`).toEqual([]);
});

test.for(registries.filter(({ idIsFileName }) => idIsFileName))(
  "the id of every $what is the name of its file",
  (registry) => {
    const wrong = membersOf(registry).filter(({ text, fileName }) => !text.includes(`"${basename(fileName, ".ts")}"`));
    expect(wrong.map(({ fileName }) => fileName)).toEqual([]);
  },
);

test("every model that replaces a sensor is in the registry of models", () => {
  const folder = join(packagesFolder, "sensors/src");
  const models = filesIn(folder).filter(
    (name) =>
      name.endsWith(".ts") && /^export function \w+\([^)]*\): EnergyModel\b/m.test(readText(join(folder, name))),
  );
  const registry = readText(join(folder, "registry.ts"));
  expect(models.length).toBeGreaterThan(0);
  expect(models.filter((name) => !registry.includes(`id: "${basename(name, ".ts")}"`))).toEqual([]);
});

function exportedNames(text: string): readonly string[] {
  return [...text.matchAll(/^export \{ (\w+) \} from /gm)].map(([, name = ""]) => name);
}

function membersOf({ folder, named, member }: Registry): readonly Member[] {
  return filesIn(join(packagesFolder, folder)).flatMap((fileName) => {
    if (!fileName.endsWith(".ts") || fileName.endsWith(".test.ts") || named?.test(fileName) === false) return [];
    const text = readText(join(packagesFolder, folder, fileName));
    const name = member.exec(text)?.[1];
    return name === undefined ? [] : [{ fileName, name, text }];
  });
}

/** Paths below a folder, at any depth. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
