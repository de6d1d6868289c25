import { evaluate } from "@wattledger/core";
import { expectTypeOf } from "vitest";
import { greenAlgorithms } from "./index.ts";
import type { measured } from "./index.ts";

// Methods of the registry keep the names of their inputs and equations, so that an editor completes them.

expectTypeOf<string>().not.toExtend<keyof typeof greenAlgorithms.inputs>();
expectTypeOf<"runtime" | "cores" | "memory" | "pue" | "intensity">().toExtend<keyof typeof greenAlgorithms.inputs>();
expectTypeOf<"energy" | "carbon">().toExtend<keyof typeof greenAlgorithms.equations>();

const { carbon } = evaluate(greenAlgorithms, { runtime: 12, memory: 64, intensity: 56 });
expectTypeOf(carbon).toEqualTypeOf<number>();
// @ts-expect-error [ts2561] -- no such input
evaluate(greenAlgorithms, { runtmie: 12, memory: 64, intensity: 56 });
// @ts-expect-error [ts2551] -- no such equation
void evaluate(greenAlgorithms, { runtime: 12 }).carbn;

// In a method of many inputs as well.
expectTypeOf<string>().not.toExtend<keyof typeof measured.inputs>();
