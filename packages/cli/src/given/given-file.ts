import { WattledgerError, fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { FileInputs } from "./given.ts";
import { readJsonFile } from "../json-file.ts";

/** Inputs as JSON from a file, or from standard input where the path is `-`. @throws WattledgerError `bad-file` */
export async function readInputsFile(path: string, standardInput: NodeJS.ReadableStream): Promise<FileInputs> {
  const inputs = checkInputs(await readJsonFile(path, "The inputs", standardInput));
  if (inputs.ok) return inputs.value;
  throw new WattledgerError("bad-file", `${path === "-" ? "standard input" : path} ${inputs.error}.`);
}

/** Parsed JSON as inputs by name, or what it should be. Each value is judged where its place is known. */
export function checkInputs(data: unknown): Result<FileInputs, string> {
  if (typeof data === "object" && data !== null && !Array.isArray(data))
    return ok(Object.fromEntries(Object.entries(data)));
  return fail('must hold a JSON object of inputs, such as {"runtime": "12 h", "memory": 64}');
}
