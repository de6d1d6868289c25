import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { WattledgerError } from "@wattledger/core";

/**
 * What a JSON file holds, or standard input where the path is `-`. `what` begins the message: "The activity".
 *
 * @throws WattledgerError `bad-file`
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  try {
    const data: unknown = JSON.parse(path === "-" ? await text(process.stdin) : await readFile(path, "utf8"));
    return data;
  } catch (error) {
    const name = path === "-" ? "standard input" : path;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WattledgerError("bad-file", `${what} cannot be read from ${name}: ${reason}`, { cause: error });
  }
}
