import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { FileInputs } from "./given.ts";

/** Parsed JSON as inputs by name, or what it should be. Each value is judged where its place is known. */
export function checkInputs(data: unknown): Result<FileInputs, string> {
  if (typeof data === "object" && data !== null && !Array.isArray(data))
    return ok(Object.fromEntries(Object.entries(data)));
  return fail('must hold a JSON object of inputs, such as {"runtime": "12 h", "memory": 64}');
}
