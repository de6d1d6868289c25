import type { Quantity, ResolveFailure } from "@wattledger/core";

/** What a line of a batch is answered by: docs/estimate-json.md. */
export type BatchLine = EstimatedLine | FailedLine;

interface NumberedLine {
  /** Number of the line that is answered, from 1; blank lines count. */
  readonly line: number;
  /** What the line had as `id`. */
  readonly id?: string | number;
}

export interface EstimatedLine extends NumberedLine {
  /** Without intervals only unit and nominal. */
  readonly outputs: Readonly<Record<string, Quantity | Pick<Quantity, "unit" | "nominal">>>;
  /** Outputs that are not known; the end of the batch says why. Absent where all are. */
  readonly unknown?: readonly string[];
  /** Numbers that are unusual and what the method warns of, a sentence each; absent where there is none. */
  readonly doubts?: readonly string[];
  /** Inputs whose figure is of something wider than was asked, or of the average where nothing was; absent where there is none. */
  readonly fallbacks?: readonly string[];
  /** What was given and has no bearing; absent where there is nothing. */
  readonly ignored?: readonly string[];
}

export interface FailedLine extends NumberedLine {
  readonly error: {
    /** All that is wrong, for a person. */
    readonly message: string;
    /** The same, one by one; empty where the line could not be read. */
    readonly failures: readonly ResolveFailure[];
  };
}

/** A line's answer where it has failed. */
export function failedLine(
  line: number,
  id: string | number | undefined,
  message: string,
  failures: readonly ResolveFailure[] = [],
): FailedLine {
  return { ...numbered(line, id), error: { message, failures } };
}

/** How a line's answer begins. */
export function numbered(line: number, id: string | number | undefined): NumberedLine {
  return id === undefined ? { line } : { line, id };
}
