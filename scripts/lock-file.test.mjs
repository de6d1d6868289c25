import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { installedMatchesLock } from "./dependencies.mjs";
import { lockFileProblems } from "./licences.mjs";

const lock = {
  packages: {
    "": { name: "root" },
    "node_modules/a": { version: "1.0.0", license: "MIT" },
    "node_modules/for-another-system": { version: "1.0.0", license: "MIT", optional: true },
    "packages/ours": { version: "0.1.0", license: "Apache-2.0", bin: { ours: "bin/ours.mjs" } },
    "node_modules/ours": { resolved: "packages/ours", link: true },
  },
};

function changed(path, entry) {
  const packages = { ...lock.packages, [path]: { ...lock.packages[path], ...entry } };
  return { packages: Object.fromEntries(Object.entries(packages).filter(([, value]) => value.absent !== true)) };
}

test("what npm installed satisfies the lock file though packages for other systems are missing", () => {
  expect(installedMatchesLock(lock, changed("node_modules/for-another-system", { absent: true }))).toBe(true);
});

test.for([
  { name: "nothing is installed", installed: undefined },
  { name: "a package is missing", installed: changed("node_modules/a", { absent: true }) },
  { name: "a package has another version", installed: changed("node_modules/a", { version: "0.9.0" }) },
  { name: "a command is not linked yet", installed: changed("packages/ours", { bin: undefined }) },
])("dependencies are installed again where $name", ({ installed }) => {
  expect(installedMatchesLock(lock, installed)).toBe(false);
});

test.for([
  { entry: {}, problem: undefined },
  { entry: { license: "GPL-3.0-only" }, problem: "node_modules/a is under GPL-3.0-only, which is not on the list" },
  { entry: { license: undefined }, problem: "node_modules/a states no licence" },
  {
    entry: { resolved: "https://registry.example/a.tgz" },
    problem: "node_modules/a names a registry host; install with omit-lockfile-registry-resolved, as .npmrc says",
  },
])("a lock file is checked for licences and hosts: $problem", ({ entry, problem }) => {
  expect(lockFileProblems(changed("node_modules/a", entry))).toEqual(problem === undefined ? [] : [problem]);
});

test("our own lock file is clean", () => {
  const own = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  expect(lockFileProblems(own)).toEqual([]);
});
