import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// ClickHouse's engine as a library, for the tests of the ledger alone. Its packages for other platforms are not served
// everywhere, so that no lock file can hold it (docs/dependencies.md); it lies in a folder of its own, outside node_modules.

export const chdbVersion = "3.4.0";

/** Where the tests look for chdb. */
export const chdbFolder = process.env["WATTLEDGER_CHDB"] ?? join(tmpdir(), `wattledger-chdb-${chdbVersion}`);

/** Installs chdb where it can run. Where this fails, the tests that need it are skipped and say why. */
export function ensureChdb() {
  if (process.platform !== "linux" || process.arch !== "x64") return;
  if (existsSync(join(chdbFolder, "node_modules/chdb/package.json"))) return;
  mkdirSync(chdbFolder, { recursive: true });
  writeFileSync(join(chdbFolder, "package.json"), '{ "private": true }\n');
  const command = ["i", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", `chdb@${chdbVersion}`];
  const { status } = spawnSync("npm", command, { cwd: chdbFolder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0)
    console.error(`chdb ${chdbVersion} could not be installed: the tests on ClickHouse's engine are skipped.`);
}

if (process.argv[1] === import.meta.filename) ensureChdb();
