import type { Result } from "@wattledger/core";
import { defined } from "@wattledger/core/defined";
import { plainIssues } from "@wattledger/core/schemas";
import type { Host } from "@wattledger/sensors";
import * as z from "zod";
import { readProcessStat } from "../machine/process-stat.ts";
import type { ProgressLine } from "../record/progress.ts";
import { recordKinds, recordLineSchema } from "../record/record-schema.ts";
import type {
  GapFound,
  ModelsResolved,
  RecordLine,
  RunFinished,
  RunRecovered,
  RunStarted,
  Sample,
  SensorLost,
} from "../record/record.ts";
import { readLines } from "./read-lines.ts";
import type { Line } from "./read-lines.ts";

/** A run as its record describes it. Without `finished` the record ends early, or the run is still running (see {@link runState}). */
export interface RunRecord {
  readonly path: string;
  readonly started: RunStarted;
  readonly models?: ModelsResolved;
  readonly samples: readonly Sample[];
  readonly gaps: readonly GapFound[];
  readonly lost: readonly SensorLost[];
  /** Phases and epochs as they ended, and the changes of the budget's state. */
  readonly progress: readonly ProgressLine[];
  readonly finished?: RunFinished;
  /** The end that was computed later for a run without one. */
  readonly recovered?: RunRecovered;
  /** Lines of kinds that the meter does not write, in order, as parsed JSON: footprints, and additions of later releases. */
  readonly others: readonly OtherLine[];
  /** What could not be read, as sentences. The rest of the record is valid. */
  readonly problems: readonly string[];
}

/** A line whose kind is not the meter's. */
export interface OtherLine {
  readonly kind: string;
  readonly value: unknown;
}

/** Why a file cannot be read as a run record. The message contains the remedy. */
export interface UnreadableRecord {
  readonly kind: "absent" | "not-a-record" | "future-version";
  readonly message: string;
}

/** Wattledger never writes a line of this length. */
const longestLineBytes = 4 * 1024 * 1024;

/** Reads a record. Accepts a cut-off end, damaged lines and unknown kinds, but refuses later versions. */
export function readRecord(path: string): Result<RunRecord, UnreadableRecord> {
  try {
    return collect(path, readLines(path, longestLineBytes));
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return { ok: false, error: { kind: "absent", message: `${path} cannot be read: ${error.message}` } };
    }
    throw error;
  }
}

/** A record for its result alone: if it has an end, its samples are left out, because they take the longest to read. */
export function readEndedRecord(path: string): Result<RunRecord, UnreadableRecord> {
  try {
    const result = collect(path, withoutSamples(readLines(path, longestLineBytes)));
    return result.ok && result.value.finished === undefined ? readRecord(path) : result;
  } catch {
    return readRecord(path);
  }
}

function* withoutSamples(lines: Iterable<Line>): Generator<Line> {
  for (const line of lines) {
    if (line.kind === "too-long" || !line.text.startsWith('{"kind":"sample"')) yield line;
  }
}

function collect(path: string, lines: Iterable<Line>): Result<RunRecord, UnreadableRecord> {
  let started: RunStarted | undefined;
  let models: ModelsResolved | undefined;
  let finished: RunFinished | undefined;
  let recovered: RunRecovered | undefined;
  const [samples, gaps, lost]: [Sample[], GapFound[], SensorLost[]] = [[], [], []];
  const progress: ProgressLine[] = [];
  const others: OtherLine[] = [];
  const problems: string[] = [];
  let number = 0;
  for (const line of lines) {
    number += 1;
    const parsed = parseLine(line);
    if (number === 1) {
      const refusal = refuse(path, parsed);
      if (refusal !== undefined) return { ok: false, error: refusal };
    }
    if (parsed.kind === "problem") {
      problems.push(`line ${number} ${parsed.message}`);
    } else if (parsed.kind === "other") {
      others.push(parsed.line);
    } else {
      const value = parsed.line;
      switch (value.kind) {
        case "run-started":
          started ??= value;
          break;
        case "sensors-opened":
          if (started !== undefined) started = { ...started, sensors: value.sensors };
          break;
        case "models-resolved":
          models = value;
          break;
        case "sample":
          samples.push(value);
          break;
        case "gap":
          gaps.push(value);
          break;
        case "sensor-lost":
          lost.push(value);
          break;
        case "phase-ended":
        case "epoch-ended":
        case "steps-done":
        case "budget-changed":
          progress.push(value);
          break;
        case "run-finished":
          finished = value;
          break;
        case "run-recovered":
          recovered ??= value;
          break;
      }
    }
  }
  if (started === undefined) {
    return {
      ok: false,
      error: {
        kind: "not-a-record",
        message: `${path} is empty: the disk was full, or the run was stopped while it was written`,
      },
    };
  }
  return {
    ok: true,
    value: {
      path,
      started,
      ...defined({ models }),
      samples,
      gaps,
      lost,
      progress,
      ...defined({ finished, recovered }),
      others,
      problems,
    },
  };
}

type Parsed =
  | { readonly kind: "known"; readonly line: RecordLine }
  | { readonly kind: "other"; readonly line: OtherLine }
  | { readonly kind: "problem"; readonly message: string; readonly value?: unknown; readonly isCut?: true };

const kindSchema = z.looseObject({ kind: z.string() });

function parseLine(line: Line): Parsed {
  if (line.kind === "too-long") return { kind: "problem", message: "is too long and was skipped" };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    if (line.kind === "cut") return { kind: "problem", message: "ends early: the writer was stopped", isCut: true };
    return { kind: "problem", message: "is not JSON and was skipped" };
  }
  const withKind = kindSchema.safeParse(value);
  if (!withKind.success) return { kind: "problem", message: "has no kind and was skipped", value };
  const { kind } = withKind.data;
  if (!recordKinds.has(kind)) return { kind: "other", line: { kind, value } };
  const known = recordLineSchema.safeParse(value);
  if (known.success) return { kind: "known", line: known.data };
  return { kind: "problem", message: `(${kind}) was skipped: ${plainIssues(known.error, value).join(" ")}`, value };
}

const versionedSchema = z.looseObject({ schema: z.string().regex(/^wattledger\/run-record\/\d+$/) });

/** The first line decides whether this is a record, and of a version that we can read. */
function refuse(path: string, first: Parsed): UnreadableRecord | undefined {
  if (first.kind === "known" && first.line.kind === "run-started") return undefined;
  if (first.kind === "problem" && first.isCut === true) {
    const message = `${path} ends in its first line: the disk was full, or the run was stopped while it was written`;
    return { kind: "not-a-record", message };
  }
  const value = first.kind === "problem" ? first.value : first.kind === "other" ? first.line.value : first.line;
  const versioned = versionedSchema.safeParse(value);
  if (!versioned.success) {
    return {
      kind: "not-a-record",
      message: `${path} is not a run record: its first line is not the start of a run`,
    };
  }
  const version = Number(versioned.data.schema.split("/").at(-1));
  if (version > 1) {
    const message = `${path} is a run record of version ${version}, but this Wattledger reads version 1; install a later Wattledger`;
    return { kind: "future-version", message };
  }
  const reason = first.kind === "problem" ? first.message : "";
  return { kind: "not-a-record", message: `${path} is a run record whose first line ${reason}` };
}

/** Whether a run has ended, is still running, or was cut short: its wrapper has then ended without writing the end. */
export function runState(record: RunRecord, host: Host): "finished" | "running" | "interrupted" {
  if (record.finished !== undefined) return "finished";
  const { pid, startTicks, bootId } = record.started.wrapper;
  if (bootId !== host.readText("/proc/sys/kernel/random/boot_id")?.trim()) return "interrupted";
  const stat = readProcessStat(host, String(pid));
  return stat !== undefined && stat.startTicks === startTicks ? "running" : "interrupted";
}
