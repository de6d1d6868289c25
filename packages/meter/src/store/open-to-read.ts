import { constants, openSync } from "node:fs";

/**
 * Opens a file of a store. A pipe that has the name of a record is an empty file to us: an ordinary open would wait for its writer,
 * and one such name would stop every command that lists runs.
 */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}
