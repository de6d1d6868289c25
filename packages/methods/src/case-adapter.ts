/** Runs cases of one kind: brings a case's inputs to a method's and its results to the names of the expected values. */
export interface CaseAdapter {
  readonly method: string;
  readonly kind: string;
  /**
   * Results in the form of the case's expected values.
   *
   * @param compatibility Repeat known defects of the original, for cases that are marked as quirks.
   * @throws ZodError or WattledgerError where the inputs are not those of the kind.
   */
  readonly run: (inputs: unknown, compatibility: boolean) => unknown;
}
