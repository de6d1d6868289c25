import type { Method } from "@wattledger/core";
import { greenAlgorithms } from "./green-algorithms.ts";
import { measured } from "./measured.ts";

export { greenAlgorithms, measured };

/** Every method, in order of id. */
export const methods: readonly Method[] = [greenAlgorithms, measured];
