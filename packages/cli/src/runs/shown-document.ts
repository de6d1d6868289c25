import type { Equivalence } from "@wattledger/factors";
import { mapTexts, withoutPaths } from "@wattledger/meter";
import type { MeterDetails, PowerSeries, SummarisedRecord } from "@wattledger/meter/records";
import { redactSummary, redactText } from "../run/redact.ts";
import type { Secrets } from "../run/redact.ts";

/** Names the form of what `wattledger runs show --json` prints, and its version; docs/run-json.md says what it holds. */
export const shownVersion = "wattledger/run-shown/1";

/** A run with what its page shows. */
export interface ShownRecord {
  readonly run: SummarisedRecord;
  /** "exit code 0", "ended by SIGTERM", "running", "interrupted". */
  readonly state: string;
  readonly meters: readonly MeterDetails[];
  readonly power: readonly PowerSeries[];
  readonly equivalence?: Equivalence;
}

/** The page of a run as data, without what names people; the command and its folder only where they are asked for. */
export function shownDocument(
  { run, state, meters, power, equivalence }: ShownRecord,
  withCommand: boolean,
  secrets: Secrets,
): Readonly<Record<string, unknown>> {
  const { record, found, summary } = run;
  const { command, workingDirectory } = record.started;
  const clean = (value: unknown): unknown =>
    mapTexts(value, (text) => withoutPaths(redactText(text, secrets), [workingDirectory]));
  return {
    schema: shownVersion,
    state,
    summary: redactSummary(summary, secrets),
    meters: clean(meters),
    power,
    timeline: record.progress,
    equivalence: equivalence ?? null,
    notes: clean([...found.notes, ...record.problems]),
    ...(withCommand ? { command, workingDirectory } : {}),
  };
}
