import { WattledgerError } from "@wattledger/core";
import { checkInputs } from "@wattledger/estimate";
import type { FileInputs } from "@wattledger/estimate";
import { readJsonFile } from "../json-file.ts";

/** Inputs as JSON from a file, or from standard input where the path is `-`. @throws WattledgerError `bad-file` */
export async function readInputsFile(path: string, standardInput: NodeJS.ReadableStream): Promise<FileInputs> {
  const inputs = checkInputs(await readJsonFile(path, "The inputs", standardInput));
  if (inputs.ok) return inputs.value;
  throw new WattledgerError("bad-file", `${path === "-" ? "standard input" : path} ${inputs.error}.`);
}
