import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the clone, from any current folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs `npm ci` unless what is installed is what the lock file says. Ends the process where npm fails. */
export function ensureDependencies() {
  if (installedMatchesLock(readLock("package-lock.json"), readLock("node_modules/.package-lock.json"))) return;
  console.error("Installing what the lock file lists (npm ci) ...");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) return;
  console.error(
    error === undefined
      ? `npm ci ended with ${status ?? "a signal"}: the dependencies are not installed. Its own message is above.`
      : `npm could not be started (${error.message}). It comes with Node; is it on the PATH?`,
  );
  process.exit(status ?? 1);
}

/**
 * Compares contents and not dates, since a checkout gives every file the date of today. npm keeps the lock of what it
 * installed in node_modules; packages that are there for other platforms only are optional and may be missing from it.
 */
export function installedMatchesLock(wanted, installed) {
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === "") return true;
    const present = installed.packages[path];
    if (present === undefined) return entry.optional === true;
    return entry.version === present.version && JSON.stringify(entry.bin) === JSON.stringify(present.bin);
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
