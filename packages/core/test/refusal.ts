import { isWattledgerError } from "../src/error.ts";
import type { ErrorKind } from "../src/error.ts";

/** How a piece of work ended: well, or with a WattledgerError of some kind. Any other error is a crash and is thrown again. */
export function outcomeOf(work: () => unknown): "done" | ErrorKind {
  try {
    work();
    return "done";
  } catch (error) {
    if (isWattledgerError(error)) return error.kind;
    throw error;
  }
}

/** The message with which a piece of work is refused. @throws Error where it is not refused. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isWattledgerError(error)) return error.message;
    throw error;
  }
  throw new Error("This was not refused.");
}
