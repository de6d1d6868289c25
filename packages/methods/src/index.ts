import type { Method } from "@wattledger/core";
import { energyMeter } from "./energy-meter.ts";
import { greenAlgorithms } from "./green-algorithms.ts";
import { measured } from "./measured.ts";

export { energyMeter, greenAlgorithms, measured };

/**
 * Every method, in order of id. Defining a method takes a millisecond or more, so whoever must start quickly and needs one
 * imports that one: `@wattledger/methods/measured`.
 */
export const methods: readonly Method[] = [energyMeter, greenAlgorithms, measured];
