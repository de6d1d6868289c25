import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/** A segment that is open for writing. Tests pass one whose disk is full. */
export interface SegmentFile {
  /** Writes all bytes at a place. Rejects as `fs` does; `ENOSPC` is a full disk. */
  readonly write: (parts: readonly Uint8Array[], at: number) => Promise<void>;
  /** Makes what was written, and the length, durable. */
  readonly sync: () => Promise<void>;
  readonly truncate: (length: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens a segment for writing, and makes it where it does not exist. */
export type OpenSegmentFile = (path: string) => Promise<SegmentFile>;

/** A segment on disk, synced with `fdatasync`. */
export const openSegmentFile: OpenSegmentFile = async (path) => {
  const handle = await openOrMake(path);
  return {
    write: async (parts, at) => {
      let place = at;
      for (const part of parts) {
        for (let done = 0; done < part.length;) {
          const { bytesWritten } = await handle.write(part, done, part.length - done, place);
          done += bytesWritten;
          place += bytesWritten;
        }
      }
    },
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
};

async function openOrMake(path: string): Promise<FileHandle> {
  // Not "a": a write of the append mode ignores its place on Linux.
  return open(path, "r+").catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return open(path, "wx+", 0o600);
    throw error;
  });
}

/** Makes new, renamed and deleted names in a folder durable. Does nothing on Windows, where folders cannot be synced. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether an error of the system has this code. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => code === error.code);
}
