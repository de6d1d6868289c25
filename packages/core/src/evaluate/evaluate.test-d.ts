import { expectTypeOf } from "vitest";
import {
  assume,
  choice,
  compile,
  convert,
  equation,
  evaluate,
  evaluateAtEnds,
  input,
  inputPerCategory,
  method,
  use,
} from "../index.ts";
import type { Footprint, GraphText, Inputs, Known, Method, MethodText, Quantity } from "../index.ts";

declare const facts: Omit<MethodText, keyof GraphText>;

const task = method({
  ...facts,
  inputs: {
    runtime: input("h", "Time"),
    power: input("W", "Power"),
    mode: choice(["EU", "US"], "Where"),
    factor: inputPerCategory({ gwp: "gCO2e/kWh" }, "Factor"),
  },
  equations: {
    energy: equation("kWh", "runtime × power"),
    carbon: equation("gCO2e", "energy × factor[gwp]"),
  },
});

// A method knows the names of its inputs and equations.
expectTypeOf(task).toExtend<Method<"runtime" | "power" | "mode" | `factor.${string}`, "energy" | "carbon">>();
const result = evaluate(task, { runtime: 1, power: 2, mode: "EU", "factor.gwp": 300 });
expectTypeOf(result).toEqualTypeOf<Readonly<Record<"energy" | "carbon", number>>>();
// @ts-expect-error [ts2551] -- no such equation
void result.enery;
// @ts-expect-error [ts2561] -- no such input
evaluate(task, { runtime: 1, pover: 2 });
// @ts-expect-error [ts2322] -- a number, an option or rows, and nothing else
evaluate(task, { runtime: true });

// What is wanted comes back for sure, the rest where it was needed for it.
const wanted = evaluate(task, {}, ["energy"]);
expectTypeOf(wanted.energy).toEqualTypeOf<number>();
expectTypeOf(wanted.carbon).toEqualTypeOf<number | undefined>();
// @ts-expect-error [ts2820] -- no such equation
evaluate(task, {}, ["enery"]);
evaluateAtEnds(task, { runtime: { low: 1, high: 2 }, mode: "EU" });
// @ts-expect-error [ts2561] -- no such input
evaluateAtEnds(task, { rantime: 1 });
// @ts-expect-error [ts2353] -- a range has both ends
evaluateAtEnds(task, { runtime: { lo: 1, high: 2 } });

// So does a compiled one.
const compiled = compile(task);
compiled.slot("runtime");
compiled.slot("carbon");
// @ts-expect-error [ts2345] -- neither an input nor an equation
compiled.slot("carbn");
// @ts-expect-error [ts2561] -- no such input
compiled.frame({ pover: 1 });

// A method that was read from a file has names that nobody knows yet: any is taken, and checked when it runs.
declare const stored: Method;
expectTypeOf(evaluate(stored, { anything: 1 })).toEqualTypeOf<Readonly<Record<string, number>>>();
expectTypeOf(evaluate(stored, {}, ["energy"]).energy).toEqualTypeOf<number>();
expectTypeOf(evaluate(stored, {}, ["energy"])["carbon"]).toEqualTypeOf<number | undefined>();

// Names that come with a used method have a dot.
const outer = method({
  ...facts,
  inputs: {},
  uses: { node: use(task) },
  equations: { all: equation("kWh", "node.energy") },
});
evaluate(outer, { "node.power": 1 });
// @ts-expect-error [ts2353] -- inputs of the used method are reached by the name of the node
evaluate(outer, { power: 1 });

// What is taken as given is an input and no equation.
const given = assume(task, ["energy"]);
evaluate(given, { energy: 1 });
expectTypeOf(evaluate(given, {})).toEqualTypeOf<Readonly<Record<"carbon", number>>>();
// @ts-expect-error [ts2322] -- only equations can be taken as given
assume(task, ["power"]);

// Units are text, values are numbers.
// @ts-expect-error [ts2345] -- a quantity is not its number
convert("1", "kWh", "J");
expectTypeOf<Inputs<"a">>().toEqualTypeOf<{
  readonly a?: number | string | readonly Readonly<Record<string, number | string>>[];
}>();

declare const quantity: Quantity;
// @ts-expect-error [ts2540] -- a quantity does not change
quantity.mean = 1;

// An unknown amount says why.
const unknown: Known = { quantity: null, reason: "no factor for water" };
void unknown;
// @ts-expect-error [ts2322] -- without a reason
const silent: Known = { quantity: null };
void silent;
// @ts-expect-error [ts2322] -- unknown is never zero
const zero: Known = { quantity: 0 };
void zero;

declare const footprint: Footprint;
expectTypeOf(footprint.energy).toEqualTypeOf<Known>();
