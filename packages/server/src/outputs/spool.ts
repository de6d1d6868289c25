import { mkdirSync } from "node:fs";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Requests that wait to be sent, as files in a folder, the oldest first. They outlive the process. */
export interface Spool {
  readonly put: (timeMilliseconds: number, body: Uint8Array) => Promise<void>;
  readonly names: () => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<Buffer>;
  readonly remove: (name: string) => Promise<void>;
}

const ending = ".request";

/** Opens the spool in a folder, which is made where it does not exist. */
export function openSpool(folder: string): Spool {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    put: async (timeMilliseconds, body) => {
      const path = join(folder, `${String(timeMilliseconds).padStart(15, "0")}${ending}`);
      const file = await open(`${path}.part`, "w", 0o600);
      try {
        await file.writeFile(body);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(`${path}.part`, path);
    },
    names: async () => (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted(),
    read: (name) => readFile(join(folder, name)),
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}
