import { doubts, houseLevel, intervalOf } from "@wattledger/core";
import type { Given } from "@wattledger/core";
import type { BatchRequest } from "./batch-answer.ts";
import { makeLane, targetsOf } from "./batch-lane.ts";
import type { Lane, Pending, Target } from "./batch-lane.ts";
import type { Tally } from "./batch-tally.ts";
import type { FileInputs } from "./given.ts";
import { readScalar } from "./given-value.ts";

/** The answer to a line; what must be looked up before there is one; or undefined where only the plain road can answer. */
export type FastAnswer = string | readonly Pending[] | undefined;

/** More sets of equations taken as given are not prepared, so that memory stays bounded. */
const mostLanes = 100;

/**
 * The road of lines with single values: what their factors and units are is looked up once, and the formulas are compiled
 * once for each set of equations that lines give values of.
 */
export function fastRoad({
  method,
  families: list,
  common,
  intervals,
  notes,
}: BatchRequest): (data: Readonly<Record<string, unknown>>, line: number) => FastAnswer {
  const families = new Map(list.map((family) => [family.id, family]));
  const byName = targetsOf(method, families);
  // Lists and fields of rows go the plain road, in all lines alike.
  if (Object.keys(common).some((name) => !byName.has(name))) return () => undefined;
  const lanes = new Map<string, Lane | undefined>();
  const laneOf = (equations: readonly string[]): Lane | undefined => {
    const assumed = inOrder(equations, byName);
    const key = assumed.join(" ");
    if (!lanes.has(key)) {
      if (lanes.size >= mostLanes) return undefined;
      lanes.set(key, makeLane(method, assumed, byName, families, notes));
    }
    return lanes.get(key);
  };
  /** Whether the plain road would take a value that nothing reads. */
  const isReadable = ({ name, place }: Target, value: unknown): boolean =>
    (typeof value === "number" || typeof value === "string") && readScalar(name, place, value, families).ok;

  const line: GivenLine = { values: Array.from(byName, () => undefined), given: [], equations: [], id: undefined };
  return (data, number) => {
    if (!readLine(data, byName, common, line)) return undefined;
    const lane = laneOf(line.equations);
    if (lane === undefined) return undefined;
    const filled = fill(lane, line.values);
    if (filled === undefined || filled.pending.length > 0) return filled?.pending;
    const ignored: string[] = [];
    for (const target of line.given) {
      const { index, kind, name } = target;
      if (kind === "key" ? filled.usedKeys.includes(index) : lane.reads[index] === true) continue;
      if (!isReadable(target, line.values[index])) return undefined;
      ignored.push(name);
    }
    const outputs = lane.prepared.run(intervals) ? outputsText(lane, intervals) : undefined;
    if (outputs === undefined) return undefined;
    for (const tally of filled.tallies) tally.lines += 1;
    const id = line.id === undefined ? "" : `,"id":${idText(line.id)}`;
    const fallbacks = filled.fallbacks === "" ? "" : `,"fallbacks":[${filled.fallbacks}]`;
    const ignoredText = ignored.length === 0 ? "" : `,"ignored":${JSON.stringify(inOrder(ignored, byName))}`;
    const doubted = filled.isUnusual ? `,"doubts":${JSON.stringify(doubts(lane.method, numbersIn(line), list))}` : "";
    return `{"line":${number}${id},"outputs":{${outputs}}${doubted}${fallbacks}${ignoredText}}`;
  };
}

/** What a line and what holds for all lines give. */
interface GivenLine {
  /** By place of the target. */
  readonly values: unknown[];
  readonly given: Target[];
  /** Equations among the given. */
  readonly equations: string[];
  id: string | number | undefined;
}

/** Reads a line in the place of the one before; false where it holds what is no single value. */
function readLine(
  data: Readonly<Record<string, unknown>>,
  targets: ReadonlyMap<string, Target>,
  common: FileInputs,
  line: GivenLine,
): boolean {
  for (const { index } of line.given) line.values[index] = undefined;
  line.given.length = 0;
  line.equations.length = 0;
  line.id = undefined;
  for (const name in common) if (!takeValue(name, common[name], targets, line)) return false;
  for (const name in data) if (!takeValue(name, data[name], targets, line)) return false;
  return true;
}

function takeValue(name: string, value: unknown, targets: ReadonlyMap<string, Target>, line: GivenLine): boolean {
  const target = targets.get(name);
  if (target === undefined) {
    if (name !== "id" || (typeof value !== "string" && typeof value !== "number")) return false;
    line.id = value;
    return true;
  }
  if (line.values[target.index] === undefined) {
    line.given.push(target);
    if (target.kind === "equation") line.equations.push(name);
  }
  line.values[target.index] = value;
  return true;
}

function numbersIn({ given, values }: GivenLine): Given {
  return Object.fromEntries(
    given.flatMap(({ name, index }) => {
      const value = values[index];
      return typeof value === "number" ? [[name, value]] : [];
    }),
  );
}

interface Filled {
  readonly pending: readonly Pending[];
  /** Names of inputs that fell back, as the members of a JSON array. */
  readonly fallbacks: string;
  readonly tallies: readonly Tally[];
  /** Targets of the keys that chose a factor. */
  readonly usedKeys: readonly number[];
  /** Whether a number must be doubted. */
  readonly isUnusual: boolean;
}

/** Gives every input of a lane its value. */
function fill({ prepared, inputs }: Lane, values: readonly unknown[]): Filled | undefined {
  const pending: Pending[] = [];
  const tallies: Tally[] = [];
  let fallbacks = "";
  const usedKeys: number[] = [];
  let isUnusual = false;
  for (let place = 0; place < inputs.length; place += 1) {
    const one = inputs[place];
    if (one === undefined) return undefined;
    const value = values[one.target];
    if (typeof value === "number") {
      if (!(value >= one.min && value <= one.max)) return undefined;
      prepared.give(place, value);
      isUnusual ||= one.isUnusual(value);
      continue;
    }
    const key = value !== undefined ? undefined : one.ownKey === undefined ? values[one.key] : one.ownKey(values);
    if ((value !== undefined && typeof value !== "string") || (key !== undefined && typeof key !== "string"))
      return undefined;
    // What a line gives may look like a gap, and must not be filled again.
    if (one.ownKey !== undefined && key?.includes("{") === true) return undefined;
    const known = value === undefined ? one.filled(key) : one.fromText(value);
    if (known === undefined) return undefined;
    if (typeof known === "number") prepared.give(place, known);
    else if (typeof known === "function") pending.push(known);
    else {
      prepared.giveUncertain(place, known);
      if (known.fallbacks.length > 0) {
        fallbacks += fallbacks === "" ? one.quotedName : `,${one.quotedName}`;
        for (const tally of known.fallbacks) tallies.push(tally);
      }
    }
    if (key !== undefined && one.ownKey === undefined && !usedKeys.includes(one.key)) usedKeys.push(one.key);
  }
  return { pending, fallbacks, tallies, usedKeys, isUnusual };
}

/** Quantities as JSON without the outer brackets; undefined where an end of an interval is infinite. */
function outputsText({ prepared, outputs }: Lane, intervals: boolean): string | undefined {
  const { nominal, mean, sd } = prepared;
  let text = "";
  for (let index = 0; index < outputs.length; index += 1) {
    const { head } = outputs[index] ?? { head: "" };
    text += `${index === 0 ? "" : ","}${head}${nominal[index]}`;
    if (intervals) {
      const { low, high } = intervalOf(mean[index] ?? Number.NaN, sd[index] ?? Number.NaN, houseLevel);
      if (!(low - low === 0 && high - high === 0)) return undefined;
      text += `,"mean":${mean[index]},"low":${low},"high":${high},"level":${houseLevel}`;
    }
    text += "}";
  }
  return text;
}

function inOrder(names: readonly string[], targets: ReadonlyMap<string, Target>): readonly string[] {
  if (names.length < 2) return names;
  return names.toSorted((a, b) => (targets.get(a)?.index ?? 0) - (targets.get(b)?.index ?? 0));
}

function idText(id: string | number): string {
  // Most need no escapes, and then this is quicker.
  return typeof id === "string" && /^[\w.:-]*$/.test(id) ? `"${id}"` : JSON.stringify(id);
}
