import type { UsageEvent } from "@wattledger/ledger";
import * as z from "zod";
import type { RunSummary, RunUpload } from "./run-upload.ts";

/** The records of the ledger that a run becomes: the run as it came, its readings, and one usage event. */
export function recordsOfRun(upload: RunUpload, project: string, author: string): readonly unknown[] {
  const { state, summary, samples, countedElsewhere } = upload;
  const timeMilliseconds = Date.parse(summary.startedAt);
  const common = { project, timeMilliseconds, author };
  const body = z.json().parse({ state, countedElsewhere, summary });
  return [
    { kind: "run", id: summary.id, ...common, body },
    ...(samples === undefined
      ? []
      : [{ kind: "run-samples", id: summary.id, ...common, body: z.json().parse(samples) }]),
    ...(countedElsewhere ? [] : [eventOf(summary, project)]),
  ];
}

/** One event a run: its id is the run's, so that a run that is sent again, or while it runs, counts once. */
function eventOf(summary: RunSummary, project: string): UsageEvent {
  const { id, tags, lineage, durationSeconds, energyJoules, cost, zone, quality } = summary;
  const { total, cpu, gpu, dram } = energyJoules;
  const parts = Object.entries({ cpu, gpu, dram }).flatMap(([name, one]) =>
    one === null ? [] : [[name, Math.max(0, one.mean)] as const],
  );
  const figures = {
    ...interval("energy", total),
    ...interval("gwp_location", summary.carbonGrams),
    ...interval("gwp_embodied", summary.embodiedGrams),
    ...interval("water", summary.waterLitres),
    ...(cost === null ? {} : { cost: cost.amount.mean }),
  };
  const notes = [...zone.fallbacks, ...quality.notes].map((note) => note.slice(0, 500)).filter((note) => note !== "");
  return {
    kind: "usage-event",
    id: `run/${id}`,
    project,
    source: "run-record",
    timeMilliseconds: Date.parse(summary.startedAt),
    activity: {
      kind: "compute-run",
      ...(summary.name === null || summary.name === "" ? {} : { name: summary.name }),
      durationSeconds,
      zone: zone.used,
      ...(parts.length === 0 ? {} : { energyJoules: Object.fromEntries(parts) }),
    },
    figures,
    ...(total === null ? {} : { energyBasis: quality.measuredShare === 1 ? "measured" : "modelled" }),
    factorBasis: "life-cycle",
    nature: "attributed",
    covers: { asset: `run/${id}`, stage: "use" },
    run: id,
    ...(cost === null ? {} : { currency: cost.currency }),
    ...(lineage.stage === null ? {} : { workloadStage: lineage.stage }),
    ...(lineage.experiment === null ? {} : { experiment: lineage.experiment }),
    ...(lineage.modelVersion === null ? {} : { modelVersion: lineage.modelVersion }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(notes.length === 0 ? {} : { notes: notes.slice(0, 20) }),
  };
}

type Interval = { readonly mean: number; readonly low: number; readonly high: number };

function interval<Name extends string>(name: Name, figure: Interval | null): Partial<Record<Name, Interval>> {
  if (figure === null) return {};
  const { mean, low, high } = figure;
  const one: Partial<Record<Name, Interval>> = {};
  one[name] = { mean, low, high };
  return one;
}
