import { defined, doubts, evaluate, isWattledgerError, propagate, quoted, valuesOf } from "@wattledger/core";
import type { FactorFamily, Method } from "@wattledger/core";
import { fillEstimate } from "../estimate/document.ts";
import { cellsBehindOutputs, inputsMessage } from "../estimate/inputs.ts";
import { takeAsGiven } from "../estimate/narrow.ts";
import { cautionsOf, fallbacksAmong, idleKeys } from "../estimate/notes.ts";
import type { FilledEstimate } from "../estimate/notes.ts";
import { checkInputs } from "../given/given-inputs.ts";
import { parseGiven } from "../given/given.ts";
import type { FileInputs } from "../given/given.ts";
import { batchLineText, failedLine, isKeptNumber, numbered } from "./document.ts";
import type { BatchLine, EstimatedLine } from "./document.ts";
import { fastPath } from "./fast.ts";
import { unknownNote } from "./ready-method.ts";
import { repeatedMember } from "./repeated-member.ts";
import type { Tallies } from "./tally.ts";

/** A line longer than this many characters is refused without being stored, because memory is finite. */
export const longestLine = 16 * 1024 * 1024;

/** What a batch is asked for. */
export interface BatchRequest {
  /** The method, with the outputs that are wanted. */
  readonly method: Method;
  readonly families: readonly FactorFamily[];
  /** Inputs of every line that does not give them itself. */
  readonly common: FileInputs;
  readonly intervals: boolean;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept?: readonly string[];
  /** Counts what has to be said of the inputs. */
  readonly notes: Tallies;
}

/** An answer as JSON text, and whether it is an estimate. */
export interface Answer {
  readonly text: string;
  readonly failed: boolean;
}

/**
 * Answers lines of a batch, one after the other: with JSON text, or with a promise where something must be looked up first
 * or said in full. A line is undefined where it was too long to keep. A blank line has no answer.
 *
 * A line that the fast path cannot judge (it has lists or faults) takes the path of a single estimate, so that
 * both say the same.
 */
export function batchAnswerer(
  request: BatchRequest,
): (text: string | undefined, line: number) => string | undefined | Promise<Answer> {
  const narrow = rememberedNarrowing();
  const fast = fastPath(request);
  const noteTotal = totalNoter(request);
  const answerLater = async (data: Readonly<Record<string, unknown>>, line: number): Promise<Answer> => {
    for (let look = 0; look < mostLooks; look += 1) {
      const answer = fast(data, line);
      if (typeof answer === "string") return { text: answer, failed: false };
      if (answer === undefined) break;
      for (const lookUp of answer) await lookUp();
    }
    return written(await answerSlowly(request, data, line, narrow));
  };
  return (text, line) => {
    if (text === undefined) return refused(line, `it is longer than ${longestLine / 2 ** 20} million characters`);
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      if (text.trim() === "") return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      // One object over many lines begins like this.
      const hint =
        text.trim() === "{" ? ". Write one object on each line; for a single object in a file use --file" : "";
      return refused(line, `it is not JSON: ${reason}${hint}`);
    }
    const twice = isObject(data) ? repeatedMember(text, Object.keys(data).length) : undefined;
    if (twice !== undefined) return refused(line, `it has the name ${quoted(twice)} twice. Give it once`);
    if (!isObject(data)) return refused(line, "it is not a JSON object");
    noteTotal?.(data);
    const answer = fast(data, line);
    return typeof answer === "string" ? answer : answerLater(data, line);
  };
}

/** Without intervals a batch gives the central value alone: counts the lines of several units alike, of which people read the mean. */
function totalNoter({
  method,
  common,
  intervals,
  notes,
}: BatchRequest): ((data: Readonly<Record<string, unknown>>) => void) | undefined {
  const name = method.roles?.count;
  if (intervals || name === undefined) return undefined;
  const sentence = `\`nominal\` is the central value. With \`${name}\` above 1 an estimate shows the mean, as of a sum. For the mean add --intervals.`;
  return (data) => {
    if (Number(data[name] ?? common[name]) > 1) notes.of(sentence).lines += 1;
  };
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** Looking a figure up may show that another is needed; more than a few times it cannot. */
const mostLooks = 3;

/** More methods are narrowed again, so that memory stays bounded. */
const mostNarrowed = 100;

/** Lines of a batch that take the slow path ask for the same part of the method again and again. */
function rememberedNarrowing(): typeof takeAsGiven {
  const known = new Map<string, Method>();
  return (method, equations, wanted) => {
    const key = JSON.stringify([method.id, equations, wanted]);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const fresh = takeAsGiven(method, equations, wanted);
    if (known.size >= mostNarrowed) known.clear();
    known.set(key, fresh);
    return fresh;
  };
}

/** The answer to a line by the slow path, as a single estimate. */
export async function answerSlowly(
  request: BatchRequest,
  data: object,
  line: number,
  narrow: typeof takeAsGiven = takeAsGiven,
): Promise<BatchLine> {
  const { method, families, common, intervals, notes, accept } = request;
  const { id, rest } = withoutId(data, method);
  const idFault = idFaultOf(data, method);
  if (idFault !== undefined) {
    const failure = { kind: "bad-input", name: "id", message: idFault } as const;
    return failedLine(line, undefined, inputsMessage(method.id, [failure]), [failure]);
  }
  const inputs = checkInputs(rest);
  if (!inputs.ok) return failedLine(line, id, `The inputs cannot be read.\n${inputs.error}`);
  try {
    const filled = await fillEstimate(
      method,
      parseGiven(method, families, { ...common, ...inputs.value }, []),
      families,
      { ...defined({ accept }), narrow },
    );
    if (!filled.ok) return failedLine(line, id, inputsMessage(method.id, filled.error), filled.error);
    const { method: used, inputs: resolved } = filled.value;
    const outputs = quantitiesOf(filled.value, intervals);
    const fallbacks = fallbacksAmong(cellsBehindOutputs(used, resolved));
    for (const { path, step } of fallbacks) notes.of(`${path}: ${step}`).lines += 1;
    const paths = [...new Set(fallbacks.map(({ path }) => path))];
    const given = [...filled.value.superfluous, ...idleKeys(filled.value, families)];
    const doubted = [...doubts(used, filled.value.given, families), ...cautionsOf(used, resolved)];
    const unknown = Object.keys(filled.value.unknown);
    for (const [output, reason] of Object.entries(filled.value.unknown))
      notes.of(unknownNote(output, reason)).lines += 1;
    const ignored = inOrderOf(method, given);
    return {
      ...numbered(line, id),
      outputs,
      ...(unknown.length === 0 ? {} : { unknown }),
      ...(doubted.length === 0 ? {} : { doubts: doubted }),
      ...(paths.length === 0 ? {} : { fallbacks: paths }),
      ...(ignored.length === 0 ? {} : { ignored }),
    };
  } catch (error) {
    if (isWattledgerError(error)) return failedLine(line, id, error.message);
    throw error;
  }
}

function quantitiesOf({ method, inputs }: FilledEstimate, intervals: boolean): EstimatedLine["outputs"] {
  const entries = Object.entries(method.outputs);
  const equations = [...new Set(entries.map(([, name]) => name))];
  if (intervals) {
    const quantities = propagate(method, inputs, equations);
    return Object.fromEntries(
      entries.flatMap(([output, name]) => {
        const quantity = quantities.get(name)?.quantity;
        return quantity === undefined ? [] : [[output, quantity]];
      }),
    );
  }
  const values = evaluate<string, string, string>(method, valuesOf(inputs), equations);
  return Object.fromEntries(
    entries.map(([output, name]) => [
      output,
      { unit: method.equations[name]?.unit ?? "1", nominal: values[name] ?? Number.NaN },
    ]),
  );
}

/** A line may carry an `id` of its own, unless the method has an input of that name. */
function withoutId(
  data: object,
  { inputs }: Method,
): { readonly id: string | number | undefined; readonly rest: object } {
  const { id, ...rest }: { readonly id?: unknown } = data;
  if (Object.hasOwn(inputs, "id") || (typeof id !== "string" && typeof id !== "number"))
    return { id: undefined, rest: data };
  return { id, rest };
}

/** Why the `id` of a line cannot come back as it is, if it cannot. */
function idFaultOf(data: object, { inputs }: Method): string | undefined {
  const { id }: { readonly id?: unknown } = data;
  if (id === undefined || Object.hasOwn(inputs, "id") || typeof id === "string" || isKeptNumber(id)) return undefined;
  return typeof id === "number"
    ? "`id` is a number with more digits than a number keeps. Write it in quotes."
    : `\`id\` is ${typeof id === "boolean" ? String(id) : id === null ? "null" : Array.isArray(id) ? "a list" : "an object"}. Give text or a number.`;
}

/** Names in the order of the method: inputs, keys, equations. */
function inOrderOf({ inputs, equations }: Method, names: readonly string[]): readonly string[] {
  const rank = (name: string): number =>
    Object.hasOwn(inputs, name) ? Object.keys(inputs).indexOf(name) : Object.hasOwn(equations, name) ? 2e6 : 1e6;
  return names.toSorted((a, b) => rank(a) - rank(b));
}

async function refused(line: number, why: string): Promise<Answer> {
  return written(failedLine(line, undefined, `The line cannot be read: ${why}.`));
}

function written(answer: BatchLine): Answer {
  return { text: batchLineText(answer), failed: "error" in answer };
}
