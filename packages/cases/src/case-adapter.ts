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

/** A kind of case that no method can answer: configuration, device selection, web services, file formats. */
export interface KindOutOfScope {
  readonly method: string;
  readonly kind: string;
  /** Why, as a few words: "parses the text of a scheduler's command". */
  readonly outOfScope: string;
  readonly run?: undefined;
}

/** What a kind of case of some original comes to. */
export type CaseKind = CaseAdapter | KindOutOfScope;
