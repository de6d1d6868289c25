import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and the missing folders above it, with access for their owner only. Node's own `recursive` is not used: under
 * /proc it never returns, and on a read-only file system it reports ENOENT. Throws the file system's error.
 */
export function makeFolder(path: string): void {
  for (const folder of missingFolders(path)) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // Another process was faster.
      if (code === "EEXIST") continue;
      if (code === "ENOENT") throw new Error(`no folder can be made in ${dirname(folder)}`, { cause: error });
      throw error;
    }
  }
}

/** The folders that do not exist, the uppermost first. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let at = path; !existsSync(at); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  return missing;
}
