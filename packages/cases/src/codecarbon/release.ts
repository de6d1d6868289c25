import { defined } from "@wattledger/core";
import type { CodecarbonRelease } from "@wattledger/methods/codecarbon-places";
import type { CaseAdapter } from "../case-adapter.ts";

/** Which release a case is of, and whether its known defects are repeated. */
export interface ReleaseContext {
  readonly release: CodecarbonRelease;
  readonly compatibility: boolean;
}

/** A kind of case that both releases have. */
export interface ReleaseAdapter {
  readonly kind: string;
  readonly run: (inputs: unknown, context: ReleaseContext) => unknown;
  readonly comparable?: NonNullable<CaseAdapter["comparable"]>;
}

/** The kind as a release of CodeCarbon has it. */
export function ofRelease(
  { kind, run, comparable }: ReleaseAdapter,
  method: string,
  release: CodecarbonRelease,
): CaseAdapter {
  return {
    method,
    kind,
    run: (inputs, compatibility) => run(inputs, { release, compatibility }),
    ...defined({ comparable }),
  };
}
