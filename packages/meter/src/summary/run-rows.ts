import { closeSync, fstatSync, readSync } from "node:fs";
import { convert, isWattledgerError } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import { quantitySchema, recordOf } from "@wattledger/core/schemas";
import type { Host } from "@wattledger/sensors";
import * as z from "zod";
import { runErrorsSchema } from "../account/run-errors-schema.ts";
import { errorsOf } from "../account/run-errors.ts";
import type { RunErrors } from "../account/run-errors.ts";
import { footprintOfRecord, isRestated } from "../account/stored-run.ts";
import { recordSchemaId } from "../record/record.ts";
import { keptValues } from "../store/kept-values.ts";
import { openToRead } from "../store/open-to-read.ts";
import { readRecord, runState } from "../store/read-record.ts";
import type { StoredRun } from "../store/run-store.ts";

/** A recorded run in one row of a list. */
export interface RunRow {
  readonly id: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Words of the command. They stay on this machine. */
  readonly command: readonly string[];
  readonly state: "finished" | "recovered" | "running" | "interrupted" | "unreadable";
  /** As a shell reports it. Null without an end. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationSeconds: number | null;
  /** Null if unknown. */
  readonly energy: Quantity | null;
  /** Of the electricity, location-based. */
  readonly carbon: Quantity | null;
  /** How sure the two are, for sums. Null if the record does not say. */
  readonly errors: { readonly energy: RunErrors | null; readonly carbon: RunErrors | null };
  /** The figures are those of a restatement: the record has earlier ones too. */
  readonly restated: boolean;
  readonly within: string | null;
  readonly job: { readonly key: string; readonly role: string } | null;
  /** Why a record cannot be read, or null. */
  readonly problem: string | null;
}

/** A quantity that lists add up in this unit. A record is a file like any other: one with a wrong unit must not stop the others. */
function quantityIn(unit: string): z.ZodType<Quantity> {
  return quantitySchema.refine((quantity) => {
    try {
      return Number.isFinite(convert(quantity.high, quantity.unit, unit));
    } catch (error) {
      if (isWattledgerError(error)) return false;
      throw error;
    }
  }, `its unit is not ${unit} or another of its kind`);
}

const energySchema = quantityIn("kWh");
const carbonSchema = quantityIn("gCO2e");

const rowSchema = z.strictObject({
  id: z.string(),
  name: z.string().nullable(),
  project: z.string().nullable(),
  tags: recordOf(z.string()),
  startedAt: z.string(),
  command: z.array(z.string()),
  state: z.enum(["finished", "recovered", "running", "interrupted", "unreadable"]),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  energy: energySchema.nullable(),
  carbon: carbonSchema.nullable(),
  errors: z.strictObject({ energy: runErrorsSchema.nullable(), carbon: runErrorsSchema.nullable() }),
  restated: z.boolean(),
  within: z.string().nullable(),
  job: z.strictObject({ key: z.string(), role: z.string() }).nullable(),
  problem: z.string().nullable(),
}) satisfies z.ZodType<RunRow>;

/** Rows of the runs of a store, in their order. `stamp` identifies the code that computes them. */
export async function runRows(
  folder: string,
  runs: readonly StoredRun[],
  host: Host,
  stamp: string,
): Promise<readonly RunRow[]> {
  return await keptValues(folder, runs, {
    name: "rows",
    stamp,
    schema: rowSchema,
    compute: async (run) => {
      const value = quickRow(run) ?? (await slowRow(run, host));
      return { value, keep: value.state === "finished" || value.state === "recovered" };
    },
  });
}

const startedSchema = z.looseObject({
  kind: z.literal("run-started"),
  schema: z.literal(recordSchemaId),
  id: z.string(),
  name: z.string().optional(),
  project: z.string().optional(),
  tags: recordOf(z.string()),
  startedAt: z.string(),
  command: z.array(z.string()),
  within: z.string().optional(),
  job: z.looseObject({ key: z.string(), role: z.string() }).optional(),
});
const endSchema = z.looseObject({
  exitCode: z.number().optional(),
  signal: z.string().optional(),
  durationSeconds: z.number(),
  energy: z.array(z.unknown()),
});
const footprintSchema = z.looseObject({
  errors: z.exactOptional(
    z.looseObject({ energy: z.exactOptional(runErrorsSchema), carbon: z.exactOptional(runErrorsSchema) }),
  ),
  footprint: z.looseObject({
    energy: z.looseObject({ quantity: energySchema.nullable() }),
    impacts: z.array(
      z.looseObject({
        category: z.string(),
        phase: z.string(),
        accounting: z.string(),
        amount: z.looseObject({ quantity: quantitySchema.nullable() }),
      }),
    ),
  }),
});

/** Bytes at the beginning and at the end of a record that contain what a row needs. */
const headBytes = 64 * 1024;
const tailBytes = 256 * 1024;

/** A row from the first line, the end and the footprint alone. Undefined if one of them is missing. */
function quickRow({ id, path }: StoredRun): RunRow | undefined {
  const text = endsOf(path);
  if (text === undefined) return undefined;
  const started = startedSchema.safeParse(lineOf(text, '{"kind":"run-started"'));
  const finishedLine = lineOf(text, '{"kind":"run-finished"');
  const end = endSchema.safeParse(finishedLine ?? lineOf(text, '{"kind":"run-recovered"'));
  const figures = footprintSchema.safeParse(lineOf(text, '{"kind":"footprint"'));
  if (!started.success || !end.success || !figures.success || started.data.id !== id) return undefined;
  const { footprint, errors } = figures.data;
  const isKnown = end.data.energy.length > 0;
  const carbon = footprint.impacts.find(
    ({ category, phase, accounting }) => category === "gwp" && phase === "operational" && accounting === "location",
  );
  const carbonQuantity = carbonSchema.nullable().safeParse(carbon?.amount.quantity ?? null);
  if (!carbonQuantity.success) return undefined;
  return {
    id,
    ...startOf(started.data),
    state: finishedLine === undefined ? "recovered" : "finished",
    exitCode: end.data.exitCode ?? null,
    signal: end.data.signal ?? null,
    durationSeconds: end.data.durationSeconds,
    energy: isKnown ? footprint.energy.quantity : null,
    carbon: isKnown ? carbonQuantity.data : null,
    errors: { energy: errors?.energy ?? null, carbon: errors?.carbon ?? null },
    restated: text.split('\n{"kind":"footprint"').length > 2,
    problem: null,
  };
}

/** What a row needs of the first line of a record. */
interface StartLine {
  readonly name?: string | undefined;
  readonly project?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly command: readonly string[];
  readonly within?: string | undefined;
  readonly job?: { readonly key: string; readonly role: string } | undefined;
}

/** What the first line of a record says in a row. */
function startOf({ name, project, tags, startedAt, command, within, job }: StartLine): Pick<RunRow, keyof StartLine> {
  return {
    name: name ?? null,
    project: project ?? null,
    tags,
    startedAt,
    command,
    within: within ?? null,
    job: job === undefined ? null : { key: job.key, role: job.role },
  };
}

/** The last whole line with this beginning, parsed. */
function lineOf(text: string, beginning: string): unknown {
  for (let at = text.lastIndexOf(beginning); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(beginning, at - 1)) {
    const end = text.indexOf("\n", at);
    if ((at > 0 && text[at - 1] !== "\n") || end < 0) continue;
    try {
      return JSON.parse(text.slice(at, end));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function endsOf(path: string): string | undefined {
  try {
    const descriptor = openToRead(path);
    try {
      const { size } = fstatSync(descriptor);
      const whole = size <= headBytes + tailBytes;
      const head = readPart(descriptor, 0, whole ? size : headBytes);
      return whole ? head : `${head}\n${readPart(descriptor, size - tailBytes, tailBytes)}`;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Reading it as a record reports the problem.
    return undefined;
  }
}

function readPart(descriptor: number, from: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.toString("utf8", 0, readSync(descriptor, bytes, 0, length, from));
}

/** A row of a record without an end or a footprint, or of an unreadable one. */
async function slowRow({ id, path }: StoredRun, host: Host): Promise<RunRow> {
  const read = readRecord(path);
  if (!read.ok) return { ...emptyRow, id, problem: read.error.message };
  const record = read.value;
  const found = await footprintOfRecord(record);
  const known = found.ok && found.value.measurement.energy.length > 0 ? found.value.results : undefined;
  const state = runState(record, host);
  return {
    id,
    ...startOf(record.started),
    state: state === "interrupted" && record.recovered !== undefined ? "recovered" : state,
    exitCode: record.finished?.exitCode ?? null,
    signal: record.finished?.signal ?? null,
    durationSeconds: found.ok ? found.value.measurement.durationSeconds : null,
    energy: known?.get("energy")?.quantity ?? null,
    carbon: known?.get("carbon")?.quantity ?? null,
    errors: {
      energy: found.ok ? (errorsOf(known?.get("energy"), found.value.inputs) ?? null) : null,
      carbon: found.ok ? (errorsOf(known?.get("carbon"), found.value.inputs) ?? null) : null,
    },
    restated: isRestated(record),
    problem: found.ok ? null : found.error,
  };
}

const emptyRow = {
  name: null,
  project: null,
  tags: {},
  startedAt: "",
  command: [],
  state: "unreadable",
  exitCode: null,
  signal: null,
  durationSeconds: null,
  energy: null,
  carbon: null,
  errors: { energy: null, carbon: null },
  restated: false,
  within: null,
  job: null,
} as const;
