import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Licences that may be in the lock file: permissive ones, and MPL-2.0, whose one member (lightningcss) builds and is not shipped. */
const allowed = new Set(["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "MPL-2.0"]);

/** Everything in a lock file that is not allowed, as sentences: an unlisted or missing licence, or the address of a registry. */
export function lockFileProblems(lock) {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (entry.link === true || path === "") return [];
    const problems = [];
    if (entry.license === undefined) problems.push(`${path} states no licence`);
    else if (!allowed.has(entry.license)) problems.push(`${path} is under ${entry.license}, which is not on the list`);
    if (/^https?:/.test(entry.resolved ?? "")) {
      problems.push(`${path} names a registry host; install with omit-lockfile-registry-resolved, as .npmrc says`);
    }
    return problems;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const problems = lockFileProblems(lock);
  for (const problem of problems) console.error(problem);
  const counts = new Map();
  for (const { license = "none stated" } of Object.values(lock.packages))
    counts.set(license, (counts.get(license) ?? 0) + 1);
  console.log([...counts].map(([license, count]) => `${license} ${count}`).join(", "));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
