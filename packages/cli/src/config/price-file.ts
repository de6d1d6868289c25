import { readFileSync } from "node:fs";
import { fail } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { ElectricityPrice } from "@wattledger/meter";
import { parsePrices } from "@wattledger/meter/records";

/** Reads a file of electricity prices: JSON where its name says so, else YAML. The failure names the file. */
export async function readPrices(path: string): Promise<Result<readonly ElectricityPrice[], string>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return fail(`${path} cannot be read: ${messageOf(error)}`);
  }
  const content = path.endsWith(".json") ? parseJson(text) : await parseYaml(text);
  if (!content.ok) return fail(`${path}: ${content.error}`);
  const prices = await parsePrices(content.value);
  return prices.ok ? prices : fail(`${path}: ${prices.error}`);
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return fail(`this is not JSON. ${messageOf(error)}`);
  }
}

async function parseYaml(text: string): Promise<Result<unknown, string>> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return fail(`this is not YAML that we read. ${error.message}`);
  return { ok: true, value: document.toJS({ maxAliasCount: 10 }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
