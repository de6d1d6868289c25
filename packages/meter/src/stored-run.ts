import { existsSync, readFileSync } from "node:fs";
import { fail, ok, propagate } from "@wattledger/core";
import type { Footprint, Method, Propagated, ResolvedInputs, Result } from "@wattledger/core";
import { footprintSchema, parseMethod, resolvedInputsSchema } from "@wattledger/core/schemas";
import { measured } from "@wattledger/methods/measured";
import * as z from "zod";
import { accountRun } from "./account.ts";
import { measurementSoFar } from "./interrupted.ts";
import type { RunRecord } from "./read-record.ts";
import type { RunMeasurement } from "./settle.ts";
import { methodPath } from "./stored-footprint.ts";

/** A recorded run with its footprint, by the method that made it. */
export interface StoredRunFootprint {
  readonly measurement: RunMeasurement;
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
  readonly footprint: Footprint;
  /** What a reader should hear of how this was had: sentences. */
  readonly notes: readonly string[];
}

const footprintLineSchema = z.looseObject({ footprint: footprintSchema, inputs: resolvedInputsSchema });

/**
 * The footprint of a recorded run. The one on record where there is one, by the method's graph as it was stored then;
 * else it is computed now from what was recorded, as for a run that was cut short.
 */
export async function footprintOfRecord(record: RunRecord): Promise<Result<StoredRunFootprint, string>> {
  const measurement = record.finished ?? measurementSoFar(record);
  if (measurement === undefined)
    return fail("the run has neither an end nor a sample on record: nothing is known of its energy");
  const line = record.others.findLast(({ kind }) => kind === "footprint");
  const stored = line === undefined ? undefined : footprintLineSchema.safeParse(line.value);
  if (stored?.success === true) {
    const { footprint, inputs } = stored.data;
    const { method, notes } = methodOf(record.path, footprint.made.method);
    return ok({ measurement, method, inputs, results: propagate(method, inputs), footprint, notes });
  }
  const accounted = await accountRun(record.started, measurement, outcomeOf(record));
  if (!accounted.ok) return fail(accounted.error.map(({ message }) => message).join(" "));
  const why =
    stored === undefined
      ? "the record holds no footprint"
      : `the footprint on record cannot be read (${oneLine(stored.error)})`;
  return ok({
    measurement,
    method: measured,
    ...accounted.value,
    notes: [`${why}: it was computed now from what was recorded`],
  });
}

function outcomeOf({ finished }: RunRecord): "succeeded" | "failed" | "interrupted" {
  if (finished === undefined) return "interrupted";
  return finished.exitCode === 0 ? "succeeded" : "failed";
}

function methodOf(
  recordPath: string,
  { id, version }: Footprint["made"]["method"],
): { readonly method: Method; readonly notes: readonly string[] } {
  const path = methodPath(recordPath, id, version);
  const parsed = existsSync(path) ? readMethod(path) : fail("is not there");
  if (parsed.ok) return { method: parsed.value, notes: [] };
  if (id === measured.id && version === measured.version) return { method: measured, notes: [] };
  const note = `the stored graph of ${id} ${version} ${parsed.error}; explained by ${measured.id} ${measured.version} instead`;
  return { method: measured, notes: [note] };
}

function readMethod(path: string): Result<Method, string> {
  try {
    return parseMethod(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    return fail(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function oneLine(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
