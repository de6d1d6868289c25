import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { WattledgerError, fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { FileInputs } from "./given.ts";

const scalar = z.union([z.number(), z.string()], 'a number or text, such as 12 or "12 h"');
const rows = z.array(recordOf(scalar));
const inputsSchema = recordOf(
  z.union([scalar, rows], 'a number, text such as "12 h", or an array of row objects'),
) satisfies z.ZodType<FileInputs>;

/** Inputs as JSON from a file, or from standard input where the path is `-`. @throws WattledgerError `bad-file` */
export async function readInputsFile(path: string, standardInput: NodeJS.ReadableStream): Promise<FileInputs> {
  const name = path === "-" ? "standard input" : path;
  const content = path === "-" ? await text(standardInput) : await readFile(path, "utf8").catch(cannotRead);
  return parseInputs(content, name);
}

/** Parses {@link readInputsFile}'s text; `name` is what messages call it. @throws WattledgerError `bad-file` */
export function parseInputs(content: string, name: string): FileInputs {
  const wanted = `${name} must hold a JSON object of inputs, such as {"runtime": "12 h", "memory": 64}`;
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WattledgerError("bad-file", `${wanted}, but is no JSON: ${reason}`, { cause: error });
  }
  const inputs = checkInputs(data);
  if (inputs.ok) return inputs.value;
  throw new WattledgerError("bad-file", `${wanted}.\n${inputs.error}`);
}

/** Parsed JSON as inputs, or what is wrong with it. */
export function checkInputs(data: unknown): Result<FileInputs, string> {
  const parsed = inputsSchema.safeParse(data);
  return parsed.success ? ok(parsed.data) : fail(z.prettifyError(parsed.error));
}

function cannotRead(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new WattledgerError("bad-file", `The inputs cannot be read: ${reason}`, { cause: error });
}
