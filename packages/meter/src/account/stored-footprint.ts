import { existsSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defined, serialiseMethod } from "@wattledger/core";
import type { Footprint, ResolvedInputs } from "@wattledger/core";
import { measured } from "@wattledger/methods/measured";
import { makeFolder } from "../record/make-folder.ts";
import { appendToRecord } from "../record/record-writer.ts";
import type { AccountedRun } from "./account.ts";
import { errorsOf } from "./run-errors.ts";
import type { RunErrors } from "./run-errors.ts";

/** Line of a record that holds the run's footprint, with the inputs that it was computed from. */
export interface FootprintLine {
  readonly kind: "footprint";
  readonly footprint: Footprint;
  /** Inputs of the method that the footprint names. */
  readonly inputs: ResolvedInputs;
  /** Errors of the figures that lists add up. Absent in records of earlier releases, and for figures of 0. */
  readonly errors?: { readonly energy?: RunErrors; readonly carbon?: RunErrors };
}

/**
 * Adds a footprint to a run's record, and stores the method's graph once next to the records. A later release can then still
 * explain the footprint. Returns what could not be written, or undefined.
 */
export function appendFootprint(path: string, { footprint, inputs, results }: AccountedRun): string | undefined {
  const record = appendToRecord<FootprintLine>(path);
  const errors = defined({
    energy: errorsOf(results.get("energy"), inputs),
    carbon: errorsOf(results.get("carbon"), inputs),
  });
  record.write({ kind: "footprint", footprint, inputs, errors });
  record.close();
  return record.problem() ?? storeMethod(path);
}

/** Where a method's graph is stored: in the folder `methods` next to that of the records. */
export function methodPath(recordPath: string, id: string, version: string): string {
  return join(dirname(dirname(recordPath)), "methods", `${id}-${version}.json`);
}

function storeMethod(recordPath: string): string | undefined {
  const path = methodPath(recordPath, measured.id, measured.version);
  if (existsSync(path)) return undefined;
  try {
    makeFolder(dirname(path));
    // Renamed into place: an existing graph is never written again, so half a graph would stay.
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(serialiseMethod(measured))}\n`, { mode: 0o600 });
    renameSync(draft, path);
    return undefined;
  } catch (error) {
    return `the method's graph ${path} could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
