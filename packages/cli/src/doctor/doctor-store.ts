import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

/** Whether run records can be kept. */
export interface StoreState {
  readonly folder: string;
  readonly writable: boolean;
  /** False if the first run would make the folder. */
  readonly exists: boolean;
  /** Why records cannot be kept. */
  readonly reason?: string;
}

/** Checks whether a folder can be written, or made if it is missing. Writes nothing. `access` throws if it cannot be written. */
export function lookAtStore(folder: string, access: (path: string) => void = accessForWriting): StoreState {
  const place = nearestThere(folder);
  const exists = place === folder;
  try {
    if (!statSync(place).isDirectory()) return { folder, writable: false, exists, reason: `${place} is not a folder` };
    access(place);
    return { folder, writable: true, exists };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { folder, writable: false, exists, reason };
  }
}

function accessForWriting(path: string): void {
  accessSync(path, constants.W_OK | constants.X_OK);
}

/** The path itself, or the nearest existing folder above it. */
function nearestThere(path: string): string {
  const above = dirname(path);
  return isThere(path) || above === path ? path : nearestThere(above);
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file is in the way, or a folder may not be read: the folder above shows which.
    return false;
  }
}
