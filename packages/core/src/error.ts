/** What went wrong, as a word to switch on. */
export type ErrorKind =
  | "bad-formula"
  | "bad-unit"
  | "bad-method"
  | "bad-input"
  | "bad-file"
  | "missing-input"
  | "no-factor"
  | "unknown-name"
  | "not-supported";

const marker = Symbol.for("wattledger.error");

/**
 * The one class that the public API throws. Its message says what was wanted, what was found and what to do.
 * Recognise it with {@link isWattledgerError}: two installed copies of a package break `instanceof`.
 */
export class WattledgerError extends Error {
  override readonly name = "WattledgerError";
  readonly kind: ErrorKind;
  readonly [marker] = true;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** True for an error thrown by Wattledger, by any installed copy. */
export function isWattledgerError(value: unknown): value is WattledgerError {
  return typeof value === "object" && value !== null && marker in value;
}
