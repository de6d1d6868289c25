import { expectKind, inWords } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import type { Graph, ListInput } from "../graph/graph.ts";
import type { InputValue, Row } from "../graph/input-value.ts";
import { indexOf, numberOf } from "../graph/input-value.ts";
import { suggestion } from "../nearest.ts";
import type { Compiled } from "./compile.ts";

/** Inputs of a graph, each absent where its default is meant. */
export type Inputs<Name extends string = string> = { readonly [N in Name]?: InputValue };

/** One set of inputs and its results. Choices are the index of their option. */
export interface Frame {
  readonly values: Float64Array;
  /** Rows of each list, in the order of the graph's lists. */
  readonly lists: (readonly Frame[])[];
  /** Rows and running values bound while a `sum` or `fold` runs. */
  readonly bound: Float64Array[];
}

/** Fills a frame from inputs; see {@link Compiled.frame}. */
export function fillFrame(
  graph: Graph,
  slots: ReadonlyMap<string, number>,
  rowGraphs: readonly Compiled[],
  inputs: readonly string[],
  given: Inputs,
): Frame {
  expectKind("The inputs", given, "object");
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(graph.inputs, name)) continue;
    const hint = suggestion(name, Object.keys(graph.inputs));
    throw new WattledgerError("unknown-name", `Unknown input \`${name}\`.${hint}`);
  }
  const frame: Frame = { values: new Float64Array(slots.size), lists: [], bound: [] };
  for (const name of inputs) {
    const declared = graph.inputs[name];
    const slot = slots.get(name);
    if (declared === undefined || slot === undefined) continue;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (declared.kind === "list") {
      const rows = rowGraphs[frame.lists.length];
      frame.lists.push(rowsOf(name, declared, value).map((row) => within(name, () => rows?.frame(row) ?? frame)));
    } else {
      frame.values[slot] =
        declared.kind === "choice" ? indexOf(name, declared, value) : numberOf(name, declared, value);
    }
  }
  return frame;
}

function rowsOf(name: string, { optional }: ListInput, value: InputValue | undefined): readonly Row[] {
  if (value === undefined && optional === true) return [];
  if (value === undefined)
    throw new WattledgerError("missing-input", `Input \`${name}\` is missing. Give its rows, or an empty list.`);
  if (!isRowList(value)) {
    throw new WattledgerError("bad-input", `Input \`${name}\` must be a list of rows, not ${inWords(value)}.`);
  }
  // The iteration methods pass over holes; here each comes as undefined.
  for (const [index, row] of value.entries()) expectKind(`Row ${index + 1} of \`${name}\``, row, "object");
  return value;
}

function isRowList(value: InputValue): value is readonly Row[] {
  return Array.isArray(value);
}

function within<T>(list: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WattledgerError)) throw error;
    throw new WattledgerError(error.kind, `In a row of \`${list}\`: ${error.message}`, { cause: error });
  }
}
