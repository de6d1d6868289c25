import type { Method } from "@wattledger/core";
import { greenAlgorithms } from "./green-algorithms.ts";
import { measured } from "./measured.ts";

export { greenAlgorithms, measured };

/**
 * Every method, in order of id. Defining a method takes a millisecond or more, so whoever must start quickly and needs one
 * imports that one: `@wattledger/methods/measured`.
 */
export const methods: readonly Method[] = [greenAlgorithms, measured];
