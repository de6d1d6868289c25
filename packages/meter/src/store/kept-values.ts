import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { makeFolder } from "../record/make-folder.ts";
import type { StoredRun } from "./run-store.ts";

/** Values of records that are kept, so that lists of thousands need not read all records again. */
export interface KeptValues<Value> {
  /** The file's name in the folder `index` next to that of the records. */
  readonly name: string;
  /** Identifies the code that computed the values. Values of another release are not used. */
  readonly stamp: string;
  readonly schema: z.ZodType<Value>;
  /** Computes the value of a record. `keep` is false if the value may change although the record does not. */
  readonly compute: (run: StoredRun) => Promise<{ readonly value: Value; readonly keep: boolean }>;
}

/** Size and time of a record when its value was computed. */
interface Look {
  readonly size: number;
  readonly modified: number;
}

const headSchema = z.strictObject({ schema: z.literal("wattledger/index/1"), stamp: z.string() });
const entrySchema = z.strictObject({ id: z.string(), size: z.number(), modified: z.number(), value: z.unknown() });

/**
 * Values of records, in their order. A kept value is used only while its record has the same size and time. All others are
 * computed and kept. If the file is lost, nothing else is, and a value that cannot be written is computed again next time.
 */
export async function keptValues<Value>(
  recordFolder: string,
  runs: readonly StoredRun[],
  { name, stamp, schema, compute }: KeptValues<Value>,
): Promise<readonly Value[]> {
  const path = join(dirname(recordFolder), "index", `${name}.jsonl`);
  const { kept, lines } = readKept(path, stamp);
  const values: Value[] = [];
  const added: string[] = [];
  for (const run of runs) {
    const look = lookAt(run.path);
    const entry = kept.get(run.id);
    const known =
      look !== undefined && entry?.size === look.size && entry.modified === look.modified
        ? schema.safeParse(entry.value)
        : undefined;
    if (known?.success === true) {
      values.push(known.data);
      continue;
    }
    const { value, keep } = await compute(run);
    values.push(value);
    if (keep && look !== undefined) added.push(JSON.stringify({ id: run.id, ...look, value }));
  }
  if (added.length > 0) write(path, stamp, lines, added);
  return values;
}

function lookAt(path: string): Look | undefined {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, modified: mtimeMs };
  } catch {
    return undefined;
  }
}

interface Kept {
  readonly kept: ReadonlyMap<string, z.infer<typeof entrySchema>>;
  /** Number of entries in the file, with those that are no longer valid. Undefined: write the file from the beginning. */
  readonly lines: number | undefined;
}

function readKept(path: string, stamp: string): Kept {
  const kept = new Map<string, z.infer<typeof entrySchema>>();
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { kept, lines: undefined };
  }
  const [first = "", ...rest] = text.split("\n");
  const head = headSchema.safeParse(parsed(first));
  if (!head.success || head.data.stamp !== stamp) return { kept, lines: undefined };
  for (const line of rest) {
    const entry = entrySchema.safeParse(parsed(line));
    if (entry.success) kept.set(entry.data.id, entry.data);
  }
  // Half of it belongs to records that changed or are gone: begin again.
  return { kept, lines: rest.length > 2 * kept.size + 100 ? undefined : rest.length };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a writer that was stopped, or the empty one after the last.
    return undefined;
  }
}

/** Adds lines in one write, so that two commands at once do not mix them. A new file is renamed into place. */
function write(path: string, stamp: string, lines: number | undefined, added: readonly string[]): void {
  try {
    if (lines !== undefined) {
      // The first line end also ends a line that another writer left unfinished.
      appendFileSync(path, `\n${added.join("\n")}\n`, { mode: 0o600 });
      return;
    }
    makeFolder(dirname(path));
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${[JSON.stringify({ schema: "wattledger/index/1", stamp }), ...added].join("\n")}\n`, {
      mode: 0o600,
    });
    renameSync(draft, path);
  } catch {
    // A store that cannot be written can still be read. The values are computed again next time.
  }
}
