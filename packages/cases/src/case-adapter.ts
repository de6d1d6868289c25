/** Runs cases of one kind: brings a case's inputs to a method's and its results to the names of the expected values. */
export interface CaseAdapter {
  readonly method: string;
  readonly kind: string;
  /**
   * Results in the form of the case's expected values, or a promise of them where tables must be loaded first.
   *
   * @param compatibility Repeat known defects of the original, for cases that are marked as quirks.
   * @param name The case's name: some originals' cases say by it alone what they are of.
   * @throws ZodError or WattledgerError where the inputs are not those of the kind.
   */
  readonly run: (inputs: unknown, compatibility: boolean, name: string) => unknown;
  /**
   * Brings values, expected or ours, to a form in which those that mean the same are the same: where an original prints
   * numbers that only together mean something.
   */
  readonly comparable?: (values: unknown) => unknown;
}
