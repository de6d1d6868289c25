import { fail, houseZ, propagate } from "@wattledger/core";
import type { Footprint, Method, Result, WorkloadStage } from "@wattledger/core";
import { measured } from "@wattledger/methods/measured";
import { wholeMachine } from "../account/account.ts";
import type { AccountedRun } from "../account/account.ts";
import type { ElectricityCost } from "../account/electricity-cost.ts";
import { figureComponents, figuresOf, inputFigure } from "../account/run-figures.ts";
import type { Figure, Figures } from "../account/run-figures.ts";
import { zoneFoundBy } from "../account/zone-found.ts";
import type { ZoneFoundBy } from "../account/zone-found.ts";
import { splitsOf } from "../attribute/energy-split.ts";
import type { ChannelSplit } from "../attribute/energy-split.ts";
import type { RunLineage, RunScope } from "../record/lineage.ts";
import type { PlatformEnergy, RunMeasurement } from "../record/measurement.ts";
import { withoutPaths } from "../record/privacy.ts";
import type { RunProgress } from "../record/progress.ts";
import type { JobPart, RunStarted } from "../record/record.ts";
import { reasonsOfProgress, summariseProgress } from "./summary-progress.ts";
import type { SummaryProgress } from "./summary-progress.ts";

export type { EnergyJoules, Figure, Figures } from "../account/run-figures.ts";
export type { ZoneFoundBy } from "../account/zone-found.ts";

/** Names the form of {@link RunSummary} and its version. */
export const runSummaryVersion = "wattledger/run-summary/1";

/** The count of an instrument of more than one component: the machine's, with the other things it includes. Never to be added. */
export interface PlatformFigure {
  /** `rapl-powercap/psys`. */
  readonly id: string;
  /** What its energy includes. */
  readonly covers: string;
  readonly evidence: string;
  readonly energyJoules: Figure;
  /** Share of the run's time that the instrument itself measured. */
  readonly coverage: number;
}

/** Cost of electricity, with the price that it was computed with. */
export interface CostSummary {
  /** In `currency`. */
  readonly amount: Figure;
  /** ISO 4217. */
  readonly currency: string;
  readonly price: {
    readonly amount: number;
    readonly per: "kWh" | "MWh";
    /** As in the file of prices; `any` for a price of every place. */
    readonly zone: string;
    readonly validFrom: string;
    readonly source: string;
  };
}

/** The output of `wattledger run --json`: one run in one object, version 1. Documented in docs/run-json.md. */
export interface RunSummary extends Figures {
  readonly schema: typeof runSummaryVersion;
  readonly id: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The project, name and other groups of the run. */
  readonly lineage: {
    readonly stage: WorkloadStage | null;
    readonly experiment: string | null;
    readonly parentRun: string | null;
    readonly model: string | null;
    readonly modelVersion: string | null;
  };
  /** What is attributed to the run: its share of the machine, or all of it. */
  readonly scope: RunScope;
  readonly startedAt: string;
  /** As a shell reports it: 128 plus the signal's number if a signal ended the command. Null: cut short. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationSeconds: number;
  /** Processor time of the command and all its descendants. */
  readonly cpuSeconds: number | null;
  /** Phases, epochs, prediction and budget. */
  readonly progress: SummaryProgress | null;
  /** Cost of its electricity at a price that a person stated. In a cloud the rent includes it. */
  readonly cost: CostSummary | null;
  /** The whole machine over the same time. */
  readonly machine: Figures;
  /** How the energy of each meter and model was divided: gross, baseline and net, of the run and of the machine. */
  readonly split: readonly ChannelSplit[];
  /** The run whose wrapper is around this one's. It includes all of this run. */
  readonly within: string | null;
  /** The place in a job of many processes. */
  readonly job: { readonly key: string; readonly role: JobPart["role"]; readonly rank: number | null } | null;
  /** Instruments that measure the parts together, for comparison with `machine`. Empty without such instruments. */
  readonly platform: readonly PlatformFigure[];
  readonly zone: {
    /** As given, or null. */
    readonly asked: string | null;
    /** The place of the carbon intensity. */
    readonly used: string;
    /** How the place was found. `nothing`: it is unknown, so the world's mean is used. */
    readonly foundBy: ZoneFoundBy;
    readonly intensityGramsPerKilowattHour: Figure;
    readonly fallbacks: readonly string[];
  };
  readonly quality: {
    /** Share of the energy of components that instruments read. The rest is modelled or filled in. */
    readonly measuredShare: number | null;
    /** Least share of the run's time that an instrument or model itself measured. */
    readonly coverage: number | null;
    readonly notes: readonly string[];
  };
  /** Why a field is null, by its path: `energyJoules.gpu`, `machine.energyJoules.gpu`. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly footprint: Footprint;
}

/** The result of a run, and its end. Without an exit code it was cut short, and its end is unknown. */
export interface RunEnd extends RunMeasurement {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly progress?: RunProgress;
}

/**
 * Brings an accounted run to the form of {@link RunSummary}. `method` is the graph that it was accounted by, the present
 * one unless given. The summary contains no command, folder or other path of the user.
 */
export function summariseRun(
  started: RunStarted,
  finished: RunEnd,
  accounted: AccountedRun & { readonly method?: Method; readonly cost?: Result<ElectricityCost, string> },
): RunSummary {
  const { inputs, results, footprint, method = measured, cost = noPrice } = accounted;
  const machineInputs = wholeMachine(inputs);
  const intensity = inputs["intensity"];
  const factor = intensity?.kind === "number" && intensity.origin.kind === "factor" ? intensity.origin : undefined;
  const metered = finished.energy.length > 0;
  const figures = figuresOf({ method, inputs, results });
  const ofMachine = { method, inputs: machineInputs, results: propagate(method, machineInputs) };
  const clean = (text: string): string => withoutPaths(text, [started.workingDirectory]);
  return {
    schema: runSummaryVersion,
    id: started.id,
    name: started.name ?? null,
    project: started.project ?? null,
    tags: started.tags,
    lineage: lineageOf(started.lineage),
    scope: started.options.scope ?? "process",
    startedAt: started.startedAt,
    exitCode: finished.exitCode ?? null,
    signal: finished.signal ?? null,
    durationSeconds: finished.durationSeconds,
    cpuSeconds: finished.cpuSeconds ?? null,
    ...figures,
    progress: finished.progress === undefined ? null : summariseProgress(finished.progress),
    cost: costSummary(cost),
    machine: figuresOf(ofMachine),
    split: splitsOf(finished).map((split) => ({ ...split, explanation: clean(split.explanation) })),
    within: started.within ?? null,
    job: jobOf(started.job),
    platform: (finished.platform ?? []).map(platformFigure),
    zone: {
      asked: started.options.zone ?? null,
      used: factor?.factor.title ?? "given",
      foundBy: zoneFoundBy(started, inputs),
      intensityGramsPerKilowattHour: inputFigure(inputs, "intensity"),
      fallbacks: factor?.fallbacks ?? [],
    },
    quality: {
      measuredShare: metered ? finished.quality.measuredShare : null,
      coverage: metered ? finished.quality.coverage : null,
      notes: footprint.made.quality.notes.map(clean),
    },
    reasons: mapReasons(
      {
        ...reasonsFor(started, finished, figures, method),
        ...(cost.ok ? {} : { cost: cost.error }),
      },
      clean,
    ),
    footprint: cleanFootprint(footprint, clean),
  };
}

function jobOf(job: JobPart | undefined): RunSummary["job"] {
  return job === undefined ? null : { key: job.key, role: job.role, rank: job.rank ?? null };
}

function lineageOf(lineage: RunLineage = {}): RunSummary["lineage"] {
  return {
    stage: lineage.stage ?? null,
    experiment: lineage.experiment ?? null,
    parentRun: lineage.parentRun ?? null,
    model: lineage.model ?? null,
    modelVersion: lineage.modelVersion ?? null,
  };
}

function platformFigure({ channel, joules, relativeUncertainty, coverage }: PlatformEnergy): PlatformFigure {
  const { id, covers, evidence } = channel;
  const reach = houseZ * relativeUncertainty * joules;
  const energyJoules = {
    nominal: joules,
    mean: joules,
    low: Math.max(0, joules - reach),
    high: joules + reach,
    level: 0.9,
  };
  return { id, covers, evidence, energyJoules, coverage };
}

const noPrice = fail("no price of electricity was given (--prices)");

function costSummary(cost: Result<ElectricityCost, string>): CostSummary | null {
  if (!cost.ok) return null;
  const { amount, price } = cost.value;
  const { zone, per, validFrom, source, currency } = price;
  return { amount, currency, price: { amount: price.price, per, zone: zone ?? "any", validFrom, source } };
}

function mapReasons(
  reasons: Readonly<Record<string, string>>,
  clean: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(reasons).map(([path, text]) => [path, clean(text)]));
}

/** Wattledger's own sentences may quote a path that a sensor found. Names that a person gave are not changed. */
function cleanFootprint(footprint: Footprint, clean: (text: string) => string): Footprint {
  const { boundary, quality } = footprint.made;
  return {
    ...footprint,
    made: {
      ...footprint.made,
      boundary: { ...boundary, excludes: boundary.excludes.map(clean) },
      quality: { ...quality, notes: quality.notes.map(clean) },
    },
  };
}

/** A reason for each field that {@link summariseRun} leaves null, and for no other. */
function reasonsFor(
  started: RunStarted,
  finished: RunEnd,
  figures: Figures,
  method: Method,
): Readonly<Record<string, string>> {
  const { name, project, lineage, options } = started;
  const metered = finished.energy.length > 0;
  const nothing = "no component could be measured or modelled";
  const noEquation = `the run was accounted by the method ${method.id} ${method.version}, which does not compute it`;
  const reasons: Record<string, string> = {
    ...(name === undefined ? { name: "no name was given" } : {}),
    ...(project === undefined ? { project: "no project was given" } : {}),
    ...Object.fromEntries(
      Object.entries(lineageOf(lineage)).flatMap(([field, value]) =>
        value === null ? [[`lineage.${field}`, "none was given"]] : [],
      ),
    ),
    ...(finished.exitCode === undefined ? { exitCode: cutShort, signal: cutShort } : {}),
    ...(finished.exitCode !== undefined && finished.signal === undefined
      ? { signal: "the command ended by itself" }
      : {}),
    ...(finished.cpuSeconds === undefined
      ? { cpuSeconds: "this platform does not report the processor time of descendants" }
      : {}),
    ...reasonsOfProgress(finished.progress),
    ...(started.within === undefined ? { within: "this run is not within another one" } : {}),
    ...(started.job === undefined ? { job: "no launcher started the run" } : {}),
    ...(started.job !== undefined && started.job.rank === undefined
      ? {
          "job.rank":
            started.job.role === "job" ? "this is all ranks of the job on a node" : "this is the job's own script",
        }
      : {}),
    ...(options.zone === undefined ? { "zone.asked": "no zone was given" } : {}),
    ...(metered ? {} : { "quality.measuredShare": nothing, "quality.coverage": nothing }),
  };
  for (const whose of ["", "machine."]) {
    for (const part of figureComponents) {
      if (figures.energyJoules[part] !== null) continue;
      const missing = finished.missing.find(({ component }) => component === part);
      const metersIt = finished.energy.some(({ channel }) => channel.component === part);
      reasons[`${whose}energyJoules.${part}`] = metersIt
        ? noEquation
        : (missing?.reason ?? `this machine has no source for ${part}`);
    }
    for (const [figure, value] of Object.entries(figuresByPath(figures))) {
      if (value === null) reasons[`${whose}${figure}`] = metered ? noEquation : nothing;
    }
  }
  return reasons;
}

const cutShort = "the run was cut short: the end of its command is unknown";

/** The figures that are not of one component, by their paths. */
function figuresByPath(figures: Figures): Readonly<Record<string, Figure | null>> {
  const { energyJoules, carbonGrams, waterLitres, embodiedGrams } = figures;
  const { total, restOfNode, facilityOverhead } = energyJoules;
  return {
    "energyJoules.total": total,
    "energyJoules.restOfNode": restOfNode,
    "energyJoules.facilityOverhead": facilityOverhead,
    carbonGrams,
    waterLitres,
    embodiedGrams,
  };
}
