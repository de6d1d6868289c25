import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

/** Whether run records can be kept. */
export interface StoreState {
  readonly folder: string;
  readonly writable: boolean;
  /** False where the folder would be made by the first run. */
  readonly exists: boolean;
  /** Why records cannot be kept. */
  readonly reason?: string;
}

/** Looks whether a folder can be written, or made where there is none; writes nothing. `access` throws where it cannot. */
export function lookAtStore(folder: string, access: (path: string) => void = accessForWriting): StoreState {
  const place = nearestThere(folder);
  const exists = place === folder;
  try {
    if (!statSync(place).isDirectory()) return { folder, writable: false, exists, reason: `${place} is no folder` };
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

/** The path itself, or the nearest above it that is there. */
function nearestThere(path: string): string {
  const above = dirname(path);
  return isThere(path) || above === path ? path : nearestThere(above);
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file stands where a folder should, or a folder may not be looked into: what is above tells which.
    return false;
  }
}
