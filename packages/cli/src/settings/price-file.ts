import { fail } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { ElectricityPrice } from "@wattledger/meter";
import { parsePrices } from "@wattledger/meter/records";
import { parseJson } from "../json-file.ts";
import { mostBytes, readTextFile } from "../read-file.ts";

/** Reads a file of electricity prices: JSON where its name says so, else YAML. The failure names the file. */
export async function readPrices(path: string): Promise<Result<readonly ElectricityPrice[], string>> {
  const text = readTextFile(path, mostBytes.prices);
  if (!text.ok) return fail(`The prices cannot be read from ${path}: ${text.error}.`);
  if (text.value.trim() === "") return fail(`The prices cannot be read from ${path}: it is empty.`);
  const content = path.endsWith(".json") ? parseJson(text.value) : await parseYamlFile(text.value);
  if (!content.ok) return fail(`The prices cannot be read from ${path}: ${content.error}`);
  const prices = await parsePrices(content.value);
  return prices.ok ? prices : fail(`${path}: ${prices.error}`);
}

async function parseYamlFile(text: string): Promise<Result<unknown, string>> {
  const { parseYaml } = await import("../yaml-file.ts");
  return parseYaml(text);
}
