import type { Method } from "@wattledger/core";
import { methods } from "@wattledger/methods";

/** The method that computed a stored result: the id and the version in it. */
export interface RecordedMethod {
  readonly id: string;
  readonly version: string;
}

/**
 * The method whose equations a stored result was computed by. An id is the current version's: equations that had it before
 * have an id of their own now, and say under which id and version they are on record. Undefined where no method holds them.
 */
export function methodOfRecord({ id, version }: RecordedMethod): Method | undefined {
  return methods.find(
    (method) =>
      (method.id === id && method.version === version) ||
      (method.recordedAs ?? []).some((one) => one.id === id && one.version === version),
  );
}
