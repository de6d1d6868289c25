import { once } from "node:events";
import { createReadStream } from "node:fs";
import { WattledgerError } from "@wattledger/core";
import { batchAnswerer, remembering, tallies } from "@wattledger/estimate";
import type { BatchRequest } from "@wattledger/estimate";
import { reasonOf } from "../read-file.ts";
import { complain, writeOut } from "../terminal.ts";
import { readLines } from "./batch-lines.ts";

/** Bytes read at once from a file. What is held while it is answered outlives a collection of garbage, so more is slower. */
const chunkSize = 32 * 1024;

/** Characters written at once. */
const writtenAtOnce = 32 * 1024;

/**
 * Answers each line of a file, or of standard input where the path is `-`, by a line on standard output, in order. What
 * should be known of many lines is said on standard error at the end. Gives the exit code: 1 where a line has failed.
 *
 * @throws WattledgerError `bad-file`
 */
export async function runBatch(path: string, request: Omit<BatchRequest, "notes">): Promise<number> {
  const notes = tallies();
  const answer = batchAnswerer({ ...request, families: request.families.map(remembering), notes });
  const stream = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: chunkSize });
  let line = 0;
  let failed = 0;
  let firstFailed = 0;
  let waiting = "";
  for await (const lines of readLines(withReason(stream, path === "-" ? "standard input" : path))) {
    for (const text of lines) {
      line += 1;
      const given = answer(text, line);
      if (given === undefined) continue;
      if (typeof given === "string") waiting += `${given}\n`;
      else {
        const slow = await given;
        waiting += `${slow.text}\n`;
        if (slow.failed) {
          failed += 1;
          if (failed === 1) firstFailed = line;
        }
      }
      if (waiting.length < writtenAtOnce) continue;
      await write(waiting);
      waiting = "";
    }
  }
  await write(waiting);
  for (const { sentence, lines } of notes.all()) complain(`in ${counted(lines)}: ${sentence}`);
  if (request.intervals && line > failed)
    complain(
      "the intervals are by error propagation alone. A single estimate also simulates them, and is wider where errors are large.",
    );
  if (line === 0) complain("the input has no lines to estimate.");
  if (failed === 0) return 0;
  complain(`${failed} of ${counted(line)} could not be estimated, first line ${firstFailed}.`);
  return 1;
}

/** Waits until the reader has taken what was written before, so that no more is held than it keeps up with. */
async function write(text: string): Promise<void> {
  if (text !== "" && !writeOut(text)) await once(process.stdout, "drain");
}

async function* withReason(stream: AsyncIterable<Buffer | string>, name: string): AsyncGenerator<Buffer | string> {
  try {
    yield* stream;
  } catch (error) {
    throw new WattledgerError("bad-file", `The lines cannot be read from ${name}: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

function counted(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}
