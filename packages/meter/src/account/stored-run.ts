import { existsSync, readFileSync } from "node:fs";
import { fail, isWattledgerError, ok, propagate } from "@wattledger/core";
import type { Footprint, Method, Propagated, ResolvedInputs, Result } from "@wattledger/core";
import { footprintSchema, plainIssues, parseMethod, resolvedInputsSchema } from "@wattledger/core/schemas";
import { measured } from "@wattledger/methods/measured";
import * as z from "zod";
import type { RunMeasurement } from "../record/measurement.ts";
import { measurementSoFar } from "../store/interrupted.ts";
import type { RunRecord } from "../store/read-record.ts";
import { accountRun } from "./account.ts";
import { withIdentities } from "./component-rows.ts";
import { methodPath } from "./stored-footprint.ts";

/** A recorded run with its footprint, and the method that computed it. */
export interface StoredRunFootprint {
  readonly measurement: RunMeasurement;
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
  readonly footprint: Footprint;
  /** What a reader must know about the source of these figures, as sentences. */
  readonly notes: readonly string[];
}

const footprintLineSchema = z.looseObject({ footprint: footprintSchema, inputs: resolvedInputsSchema });

/**
 * The footprint of a recorded run. If the record has one, it is read with the stored graph of its method. If not, as for a
 * run that was cut short, it is computed now from the record.
 */
export async function footprintOfRecord(
  record: RunRecord,
  methods: StoredMethods = storedMethods(),
): Promise<Result<StoredRunFootprint, string>> {
  const measurement = record.finished ?? record.recovered ?? measurementSoFar(record);
  if (measurement === undefined)
    return fail("the record has neither an end nor a sample, so the run's energy is unknown");
  const line = record.others.findLast(({ kind }) => kind === "footprint");
  const stored =
    line === undefined
      ? fail("the record has no footprint")
      : readFootprint(record.path, line.value, measurement, methods);
  if (stored.ok) return ok({ measurement, ...stored.value, notes: [] });
  const accounted = await accountRun(record.started, measurement, outcomeOf(record));
  if (!accounted.ok) return fail(accounted.error.map(({ message }) => message).join(" "));
  return ok({
    measurement,
    method: measured,
    ...accounted.value,
    notes: [`${stored.error}: it was computed now from the recorded measurement`],
  });
}

/** Whether the record has an earlier footprint than the one in use. */
export function isRestated({ others }: RunRecord): boolean {
  return footprintLines(others).length > 1;
}

function footprintLines(others: RunRecord["others"]): RunRecord["others"] {
  return others.filter(({ kind }) => kind === "footprint");
}

/** The figures of the earliest footprint of a restated run. Undefined if the run was not restated, or they cannot be read. */
export function firstFootprint(record: RunRecord): Footprint | undefined {
  const [first] = isRestated(record) ? footprintLines(record.others) : [];
  const parsed = first === undefined ? undefined : footprintLineSchema.safeParse(first.value);
  return parsed?.success === true ? parsed.data.footprint : undefined;
}

type Explained = Pick<StoredRunFootprint, "method" | "inputs" | "results" | "footprint">;

/** A footprint line, with the graph that its figures came from. No other graph can explain them. */
function readFootprint(
  recordPath: string,
  value: unknown,
  measurement: RunMeasurement,
  methods: StoredMethods,
): Result<Explained, string> {
  const parsed = footprintLineSchema.safeParse(value);
  if (!parsed.success)
    return fail(`the footprint on record cannot be read (${plainIssues(parsed.error, value).join(" ")})`);
  const { footprint } = parsed.data;
  const inputs = withIdentities(parsed.data.inputs, measurement);
  const method = methods.find(recordPath, footprint.made.method);
  if (!method.ok) return fail(`the footprint on record cannot be explained (${method.error})`);
  try {
    return ok({ method: method.value, inputs, results: propagate(method.value, inputs), footprint });
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    return fail(`the footprint on record does not fit its method (${error.message})`);
  }
}

function outcomeOf({ finished }: RunRecord): "succeeded" | "failed" | "interrupted" {
  if (finished === undefined) return "interrupted";
  return finished.exitCode === 0 ? "succeeded" : "failed";
}

/** Reads the graphs behind footprints, each once: a store of thousands of runs has few. */
export interface StoredMethods {
  readonly find: (recordPath: string, method: Footprint["made"]["method"]) => Result<Method, string>;
}

/** Opens them for one task. */
export function storedMethods(): StoredMethods {
  const read = new Map<string, Result<Method, string>>();
  return {
    find: (recordPath, method) => {
      const path = methodPath(recordPath, method.id, method.version);
      const known = read.get(path) ?? methodOf(recordPath, method);
      read.set(path, known);
      return known;
    },
  };
}

function methodOf(recordPath: string, { id, version }: Footprint["made"]["method"]): Result<Method, string> {
  const path = methodPath(recordPath, id, version);
  const stored = existsSync(path) ? readMethod(path) : fail("does not exist");
  if (stored.ok) return stored;
  if (id === measured.id && version === measured.version) return ok(measured);
  return fail(`the graph of ${id} ${version}, ${path}, ${stored.error}`);
}

function readMethod(path: string): Result<Method, string> {
  try {
    return parseMethod(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    return fail(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
