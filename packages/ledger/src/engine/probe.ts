import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Opens a database file in a process of its own, which repairs it after a crash. A file that DuckDB refuses spoils the memory of
 * the process that tried; here, that process ends.
 *
 * @returns Why the file cannot be opened; undefined if it can, or if the file does not exist.
 */
export async function probeDuckDb(path: string, memoryLimit: string): Promise<string | undefined> {
  if (!existsSync(path) && !existsSync(`${path}.wal`)) return undefined;
  const library = pathToFileURL(createRequire(import.meta.url).resolve("@duckdb/node-api")).href;
  const script = `const { default: d } = await import(${JSON.stringify(library)});
const i = await d.DuckDBInstance.create(${JSON.stringify(path)}, { memory_limit: ${JSON.stringify(memoryLimit)}, threads: "1" });
const c = await i.connect(); await c.run("CHECKPOINT"); await c.run("SELECT count(*) FROM meta"); c.closeSync(); i.closeSync();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  child.stderr.on("data", (piece: Buffer) => {
    words = `${words}${piece.toString()}`.slice(-4000);
  });
  const ended = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code === 0 ? "" : (signal ?? `exit code ${code}`)));
  });
  if (ended === "") return undefined;
  return /Error: [^\n]+/u.exec(words)?.[0] ?? ended;
}

/** Puts a database aside under another name, its log as well: a repair never deletes. Returns the names that it gave. */
export async function putAside(path: string, mark: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter((name) => name === basename(path) || name === `${basename(path)}.wal`);
  for (const name of names) await rename(join(folder, name), join(folder, `${name}.${mark}`));
  return names.map((name) => `${name}.${mark}`);
}
