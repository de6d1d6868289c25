import { doubts, houseLevel } from "@wattledger/core";
import type { Given } from "@wattledger/core";
import { readScalar } from "../given/given-value.ts";
import type { FileInputs } from "../given/given.ts";
import type { BatchRequest } from "./answer.ts";
import { answerText, isKeptNumber, listText } from "./document.ts";
import { splitInputs, formsFrom } from "./line-form.ts";
import type { InputSplit, LineForm } from "./line-form.ts";
import { lineNames } from "./line-name.ts";
import type { LineName } from "./line-name.ts";
import type { KnownInput, Pending } from "./ready-input.ts";
import { readyMethod } from "./ready-method.ts";
import type { ReadyMethod } from "./ready-method.ts";
import type { Tally } from "./tally.ts";

/** The answer to a line; what must be looked up before there is one; or undefined where only the slow path can answer. */
export type FastAnswer = string | readonly Pending[] | undefined;

/** More sets of equations taken as given are not prepared, so that memory stays bounded. */
const mostReadyMethods = 100;

/**
 * The path of lines with single values: what their factors and units are is looked up once, and the formulas are compiled
 * once for each set of equations that lines give values of.
 */
export function fastPath({
  method,
  families: list,
  common,
  intervals,
  notes,
  accept = [],
}: BatchRequest): (data: Readonly<Record<string, unknown>>, line: number) => FastAnswer {
  const families = new Map(list.map((family) => [family.id, family]));
  const byName = lineNames(method, families);
  // Lists and fields of rows take the slow path, in all lines alike.
  if (Object.keys(common).some((name) => !byName.has(name))) return () => undefined;
  const readyMethods = new Map<string, ReadyMethod | undefined>();
  const mayBeUnknown = (name: string): boolean => {
    const declared = method.inputs[name];
    return declared?.kind === "number" && declared.unknown !== undefined;
  };
  const readyFor = (equations: readonly string[], given: readonly string[]): ReadyMethod | undefined => {
    const assumed = inOrder(equations, byName);
    const key = [...assumed, ...given].join(" ");
    if (!readyMethods.has(key)) {
      if (readyMethods.size >= mostReadyMethods) return undefined;
      const optional = Object.fromEntries(given.map((name) => [name, true as const]));
      readyMethods.set(key, readyMethod(method, assumed, byName, { families, notes, accept, optional }));
    }
    return readyMethods.get(key);
  };
  /** Whether the slow path would take a value that nothing reads. */
  const isReadable = ({ name, place }: LineName, value: unknown): boolean =>
    (typeof value === "number" || typeof value === "string") && readScalar(name, place, value, families).ok;

  const splitOf = ({ given }: LineForm): InputSplit | undefined => {
    const ready = readyFor(
      given.flatMap(({ kind, name }) => (kind === "equation" ? [name] : [])),
      namesOf(given).filter(mayBeUnknown),
    );
    return ready === undefined ? undefined : splitInputs(ready, given);
  };
  const forms = formsFrom(Object.keys(common), byName);
  const line: GivenLine = { form: undefined, values: Array.from(byName, () => undefined), id: undefined };
  let entered: InputSplit | undefined;
  return (data, number) => {
    const form = readLine(data, forms, common, line);
    if (form === undefined) return undefined;
    const { values } = line;
    const split = form.split ?? splitOf(form);
    if (split === undefined) return undefined;
    if (split.isFinal) form.split = split;
    const { ready, constant, varying, ignored } = split;
    if (entered !== split) {
      entered = split;
      for (const { place, known } of constant) giveKnown(ready, place, known, intervals);
    }
    const filled = fill(ready, varying, values, intervals);
    if (filled === undefined || filled.pending !== undefined) return filled?.pending;
    if (ready.hasShares || isBeyondWhole(ready)) return undefined;
    for (const one of ignored) if (!isReadable(one, values[one.index])) return undefined;
    const outputs = ready.prepared.run(intervals) ? outputsText(ready, intervals) : undefined;
    if (outputs === undefined || isCautioned(ready)) return undefined;
    for (const tally of ready.unknown.tallies) tally.lines += 1;
    for (const tally of filled.tallies) tally.lines += 1;
    return answerText(number, line.id, {
      outputs: `{${outputs}}`,
      unknown: ready.unknown.text,
      doubts: filled.isUnusual ? listText(doubts(ready.method, numbersIn(form.given, values), list)) : "",
      fallbacks: filled.fallbacks === "" ? "" : `[${filled.fallbacks}]`,
      ignored: ignored.length === 0 ? "" : listText(inOrder(namesOf(ignored), byName)),
    });
  };
}

/** Whether a part exceeds its whole: the slow path refuses it where somebody gave one of them. */
function isBeyondWhole({ parts, prepared }: ReadyMethod): boolean {
  for (const [part, whole, scale] of parts)
    if (prepared.given(part) > prepared.given(whole) * scale * (1 + 1e-9)) return true;
  return false;
}

/** Whether the method warns of something: the slow path says it. */
function isCautioned({ heads, prepared: { nominal } }: ReadyMethod): boolean {
  for (let index = heads.length; index < nominal.length; index += 1) if (nominal[index] !== 0) return true;
  return false;
}

/** What a line and what holds for all lines give. */
interface GivenLine {
  /** Undefined after a line that could not be read. */
  form: LineForm | undefined;
  /** By index of the name. */
  readonly values: unknown[];
  id: string | number | undefined;
}

/** Reads a line into the frame of the line before; undefined if a member is not a single value. */
function readLine(
  data: Readonly<Record<string, unknown>>,
  forms: ReturnType<typeof formsFrom>,
  common: FileInputs,
  line: GivenLine,
): LineForm | undefined {
  const before = line.form;
  const form = takeValues(data, forms, line);
  line.form = form;
  if (form === before || form === undefined) return form;
  // Other names than those of the line before: what is left of that one must go.
  line.values.fill(undefined);
  for (const { name, index } of forms.first.given) line.values[index] = common[name];
  return takeValues(data, forms, line);
}

function takeValues(
  data: Readonly<Record<string, unknown>>,
  { first, next }: ReturnType<typeof formsFrom>,
  line: GivenLine,
): LineForm | undefined {
  let form = first;
  line.id = undefined;
  for (const name in data) {
    const value = data[name];
    const longer = next(form, name);
    if (longer === undefined) return undefined;
    form = longer;
    if (form.last !== undefined) line.values[form.last.index] = value;
    else if (typeof value === "string" || isKeptNumber(value)) line.id = value;
    else return undefined;
  }
  return form;
}

function namesOf(names: readonly LineName[]): readonly string[] {
  return names.map(({ name }) => name);
}

function numbersIn(given: readonly LineName[], values: readonly unknown[]): Given {
  return Object.fromEntries(
    given.flatMap(({ name, index }) => {
      const value = values[index];
      return typeof value === "number" ? [[name, value]] : [];
    }),
  );
}

function giveKnown({ prepared }: ReadyMethod, place: number, known: KnownInput, intervals: boolean): void {
  if (intervals) prepared.giveUncertain(place, known);
  else prepared.give(place, known.value);
}

interface Filled {
  readonly pending: readonly Pending[] | undefined;
  /** Names of inputs that fell back, as the members of a JSON array. */
  readonly fallbacks: string;
  readonly tallies: readonly Tally[];
  /** Whether a number must be doubted. */
  readonly isUnusual: boolean;
}

const none: readonly Tally[] = [];

/** Gives the inputs that may differ from line to line their values. */
function fill(
  ready: ReadyMethod,
  varying: InputSplit["varying"],
  values: readonly unknown[],
  intervals: boolean,
): Filled | undefined {
  let pending: Pending[] | undefined;
  let tallies: Tally[] | undefined;
  let fallbacks = "";
  let isUnusual = false;
  for (const { place, input } of varying) {
    const value = values[input.givenAt];
    if (typeof value === "number") {
      if (!(value >= input.min && value <= input.max && input.isTaken(value))) return undefined;
      ready.prepared.give(place, value);
      isUnusual ||= input.isUnusual(value);
      continue;
    }
    const key = value !== undefined ? undefined : input.ownKey === undefined ? values[input.key] : input.ownKey(values);
    if ((value !== undefined && typeof value !== "string") || (key !== undefined && typeof key !== "string"))
      return undefined;
    // What a line gives may look like a gap, and must not be filled again.
    if (input.ownKey !== undefined && key?.includes("{") === true) return undefined;
    const other =
      value === undefined && key === undefined && input.ownKey === undefined ? values[input.otherKey] : undefined;
    if (other !== undefined && typeof other !== "string") return undefined;
    const known =
      value !== undefined
        ? input.fromText(value)
        : other === undefined
          ? input.filled(key)
          : input.filledByOther(other);
    if (known === undefined) return undefined;
    if (typeof known === "number") ready.prepared.give(place, known);
    else if (typeof known === "function") (pending ??= []).push(known);
    else {
      giveKnown(ready, place, known, intervals);
      if (known.fallbacks.length > 0) {
        fallbacks += fallbacks === "" ? input.quotedName : `,${input.quotedName}`;
        tallies ??= [];
        for (const tally of known.fallbacks) tallies.push(tally);
      }
    }
  }
  return { pending, fallbacks, tallies: tallies ?? none, isUnusual };
}

/** Quantities as JSON without the outer brackets; undefined where an end of an interval is infinite. */
function outputsText({ prepared, heads }: ReadyMethod, intervals: boolean): string | undefined {
  const { nominal, mean, low: lows, high: highs } = prepared;
  let text = "";
  for (let index = 0; index < heads.length; index += 1) {
    text += `${heads[index]}${nominal[index]}`;
    if (intervals) {
      const [low = Number.NaN, high = Number.NaN] = [lows[index], highs[index]];
      if (!(low - low === 0 && high - high === 0)) return undefined;
      text += `,"mean":${mean[index]},"low":${low},"high":${high},"level":${houseLevel}`;
    }
  }
  return `${text}}`;
}

function inOrder(given: readonly string[], names: ReadonlyMap<string, LineName>): readonly string[] {
  if (given.length < 2) return given;
  return given.toSorted((a, b) => (names.get(a)?.index ?? 0) - (names.get(b)?.index ?? 0));
}
