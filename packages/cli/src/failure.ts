/** Prints what went wrong for a person, and gives the exit code: 1 for what a person can mend, 70 for our own defect. */
export async function reportFailure(error: unknown): Promise<number> {
  const { isWattledgerError } = await import("@wattledger/core");
  if (isWattledgerError(error)) {
    process.stderr.write(`wattledger: ${error.message}\n`);
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`wattledger: this is a defect of Wattledger itself; please report it.\n${text}\n`);
  return 70;
}
