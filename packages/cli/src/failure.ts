import { isWattledgerError } from "@wattledger/core";

/** Prints what went wrong for a person, and gives the exit code: 1 for what a person can mend, 70 for our own defect. */
export function reportFailure(error: unknown): number {
  if (isWattledgerError(error)) {
    process.stderr.write(`wattledger: ${error.message}\n`);
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`wattledger: this is a defect of Wattledger itself; please report it.\n${text}\n`);
  return 70;
}
