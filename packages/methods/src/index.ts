import type { Method } from "@wattledger/core";
import { measured } from "./measured.ts";

export { measured };

/** Every method, in order of id. */
export const methods: readonly Method[] = [measured];
