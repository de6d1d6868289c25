import type { Quantity, ResolveFailure } from "@wattledger/core";

/** What a line of a batch is answered by: docs/estimate-json.md. */
export type BatchLine = EstimatedLine | FailedLine;

interface NumberedLine {
  /** Number of the line that is answered, from 1; blank lines count. */
  readonly line: number;
  /** What the line had as `id`. */
  readonly id?: string | number;
}

/** A line of a batch that was estimated. */
export interface EstimatedLine extends NumberedLine {
  /** Without intervals only unit and nominal. */
  readonly outputs: Readonly<Record<string, Quantity | Pick<Quantity, "unit" | "nominal">>>;
  /** Outputs that are not known; the end of the batch says why. Absent where all are. */
  readonly unknown?: readonly string[];
  /** Warnings about unusual numbers and the method's own warnings, a sentence each; absent without warnings. */
  readonly doubts?: readonly string[];
  /** Inputs whose figure is for something wider than was asked, or is an average because nothing was asked; absent without such inputs. */
  readonly fallbacks?: readonly string[];
  /** Names that were given and do not affect the outputs; absent if all affect them. */
  readonly ignored?: readonly string[];
}

/** A line of a batch that could not be estimated, with the reasons. */
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

/** Members of an answer as JSON text, in their order; an absent member is empty text. */
export interface AnswerTexts {
  readonly outputs: string;
  readonly unknown: string;
  readonly doubts: string;
  readonly fallbacks: string;
  readonly ignored: string;
}

/** The answer of a line that was estimated, as JSON text: both paths write by this. */
export function answerText(line: number, id: string | number | undefined, texts: AnswerTexts): string {
  const { outputs, unknown, doubts, fallbacks, ignored } = texts;
  const start = id === undefined ? `{"line":${line}` : `{"line":${line},"id":${idText(id)}`;
  return `${start},"outputs":${outputs}${member("unknown", unknown)}${member("doubts", doubts)}${member("fallbacks", fallbacks)}${member("ignored", ignored)}}`;
}

/** An answer as JSON text. */
export function batchLineText(answer: BatchLine): string {
  if ("error" in answer) return JSON.stringify(answer);
  const { line, id, outputs, unknown, doubts, fallbacks, ignored } = answer;
  return answerText(line, id, {
    outputs: JSON.stringify(outputs),
    unknown: listText(unknown),
    doubts: listText(doubts),
    fallbacks: listText(fallbacks),
    ignored: listText(ignored),
  });
}

/** A list as JSON text; empty text for an empty list. */
export function listText(list: readonly string[] | undefined): string {
  return list === undefined || list.length === 0 ? "" : JSON.stringify(list);
}

function member(name: string, text: string): string {
  return text === "" ? "" : `,"${name}":${text}`;
}

/** Whether a value is a number that JSON gives back as it was written: larger whole numbers lose their last digits. */
export function isKeptNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function idText(id: string | number): string {
  // Most need no escapes, and then this is quicker.
  return typeof id === "string" && /^[\w.:-]*$/.test(id) ? `"${id}"` : JSON.stringify(id);
}
