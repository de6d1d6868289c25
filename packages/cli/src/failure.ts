import { complain } from "./terminal.ts";

/** Prints what went wrong for a person, and gives the exit code: 1 for what a person can mend, 70 for our own defect. */
export async function reportFailure(error: unknown): Promise<number> {
  const { isWattledgerError } = await import("@wattledger/core");
  if (isWattledgerError(error)) {
    complain(error.message);
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  complain(`this is a defect of Wattledger itself; please report it.\n${text}`);
  return 70;
}
