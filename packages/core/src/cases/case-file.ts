import { expectKind, expectMembers } from "../argument.ts";
import { defined } from "../defined.ts";
/** How near a result must come: by relative or absolute error, or to the letter. */
export interface Tolerance {
  readonly rel?: number;
  readonly abs?: number;
  readonly exact?: true;
  /** Outputs that the tolerance speaks of, in words; the others are not compared. */
  readonly applies_to?: string;
}

/** A reference case: what an original tool or paper gives for some inputs. */
export interface ReferenceCase {
  readonly name: string;
  readonly kind: string;
  /** The expected values repeat a defect of the original: run in compatibility mode only. */
  readonly quirk: boolean;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: Tolerance;
}

/** A file of reference cases of one method. */
export interface CaseFile {
  readonly method: string;
  readonly cases: readonly ReferenceCase[];
}

/** One value of a case, with the value that was computed. */
export interface Comparison {
  /** Place within the expected values: `carbon.min`. */
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
  /** |got − expected| ÷ |expected|; of numbers other than an expected zero only. */
  readonly relativeError?: number;
  readonly agrees: boolean;
}

/** An expected zero is met by anything smaller than this. */
const zeroTolerance = 1e-12;

/**
 * Compares each expected value, however deep, with what came out. What came out besides is not looked at, but for a list:
 * it must not be longer than expected, and nothing must be nothing.
 */
export function compareCase(expected: unknown, got: unknown, tolerance: Tolerance, path = ""): readonly Comparison[] {
  expectMembers("The tolerance", tolerance, { rel: "number?", abs: "number?", applies_to: "text?" });
  expectKind("The path", path, "text");
  if (typeof expected === "object" && expected !== null) {
    const entries = Object.entries(expected);
    if (entries.length === 0 && (Array.isArray(expected) || path === ""))
      return [{ path: path === "" ? "value" : path, expected, got, agrees: isEmpty(got) }];
    const compared = entries.flatMap(([key, value]) => {
      const inner = path === "" ? key : `${path}.${key}`;
      if (path === "" && !speaksOf(tolerance, key)) return [];
      return compareCase(value, field(got, key), tolerance, inner);
    });
    const longer = Array.isArray(expected) && Array.isArray(got) && got.length > expected.length;
    if (!longer) return compared;
    const place = path === "" ? "length" : `${path}.length`;
    return [...compared, { path: place, expected: expected.length, got: got.length, agrees: false }];
  }
  const place = path === "" ? "value" : path;
  if (typeof expected !== "number" || typeof got !== "number")
    return [{ path: place, expected, got, agrees: expected === got }];
  const error = Math.abs(got - expected);
  const relativeError = expected === 0 ? undefined : error / Math.abs(expected);
  const agrees = error <= allowedError(expected, tolerance);
  return [{ path: place, expected, got, ...defined({ relativeError }), agrees }];
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function allowedError(expected: number, { rel, abs, exact }: Tolerance): number {
  if (exact === true) return 0;
  const relative = rel === undefined ? 0 : expected === 0 ? zeroTolerance : rel * Math.abs(expected);
  return Math.max(relative, abs ?? 0);
}

function speaksOf({ applies_to: words }: Tolerance, key: string): boolean {
  return words === undefined || words.split(/[^\p{L}\p{N}_]+/u).includes(key);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
