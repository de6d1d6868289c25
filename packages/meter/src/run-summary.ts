import { convert, inputQuantity, propagate } from "@wattledger/core";
import type { Footprint, Propagated, Quantity, ResolvedInputs, WorkloadStage } from "@wattledger/core";
import { measured } from "@wattledger/methods/measured";
import { wholeMachine } from "./account.ts";
import type { AccountedRun } from "./account.ts";
import type { RunLineage, RunScope } from "./lineage.ts";
import type { RunFinished, RunStarted } from "./record.ts";
import type { PlatformEnergy } from "./settle.ts";
import { zoneFoundBy } from "./zone-found.ts";
import type { ZoneFoundBy } from "./zone-found.ts";

export type { ZoneFoundBy } from "./zone-found.ts";

/** Names the form of {@link RunSummary} and its version. */
export const runSummaryVersion = "wattledger/run-summary/1";

/** A figure with its interval, in the unit that the field's name says. */
export interface Figure {
  /** With every input at its central value. */
  readonly nominal: number;
  /** Expected value: this is what sums add. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Level of the interval: 0.9. */
  readonly level: number;
}

/** Energy in joules by part. The parts add up to the total; a part of which nothing is known is null, not zero. */
export interface EnergyJoules {
  readonly total: Figure | null;
  readonly cpu: Figure | null;
  readonly gpu: Figure | null;
  readonly dram: Figure | null;
  readonly storage: Figure | null;
  readonly network: Figure | null;
  readonly other: Figure | null;
  /** Supply losses, fans and board. */
  readonly restOfNode: Figure | null;
  /** Cooling and power distribution of the facility: PUE less 1. */
  readonly facilityOverhead: Figure | null;
}

/** Energy and impacts of a run, or of the whole machine while it lasted. */
export interface Figures {
  readonly energyJoules: EnergyJoules;
  /** Operational, location-based, average, life-cycle factors. */
  readonly carbonGrams: Figure | null;
  /** Consumed on site and by power plants. */
  readonly waterLitres: Figure | null;
  /** Carbon of making the hardware, the run's share. */
  readonly embodiedGrams: Figure | null;
}

/** What an instrument of more than one component counted: the machine's, with what else it holds. Never to be added. */
export interface PlatformFigure {
  /** `rapl-powercap/psys`. */
  readonly id: string;
  /** What it is the energy of. */
  readonly covers: string;
  readonly evidence: string;
  readonly energyJoules: Figure;
  /** Share of the run's time in which the instrument itself speaks. */
  readonly coverage: number;
}

/** What `wattledger run --json` writes: one run in one object, version 1. Documented in docs/run-json.md. */
export interface RunSummary extends Figures {
  readonly schema: typeof runSummaryVersion;
  readonly id: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** What the run is part of. */
  readonly lineage: {
    readonly stage: WorkloadStage | null;
    readonly experiment: string | null;
    readonly parentRun: string | null;
    readonly model: string | null;
    readonly modelVersion: string | null;
  };
  /** What the run bears: its share of the machine, or all of it. */
  readonly scope: RunScope;
  readonly startedAt: string;
  /** As a shell reports it: 128 plus the signal's number for a command that died of a signal. */
  readonly exitCode: number;
  readonly signal: string | null;
  readonly durationSeconds: number;
  /** Processor time of the command and all its descendants. */
  readonly cpuSeconds: number | null;
  /** The whole machine over the same time. */
  readonly machine: Figures;
  /** Instruments that hold what the parts hold already, for comparison with `machine`; empty without such. */
  readonly platform: readonly PlatformFigure[];
  readonly zone: {
    /** As given, or null. */
    readonly asked: string | null;
    /** What the carbon intensity is of. */
    readonly used: string;
    /** How the place was found: `nothing` told of it where the world stands in. */
    readonly foundBy: ZoneFoundBy;
    readonly intensityGramsPerKilowattHour: Figure;
    readonly fallbacks: readonly string[];
  };
  readonly quality: {
    /** Share of the energy of components that instruments read, the rest being modelled or filled in. */
    readonly measuredShare: number | null;
    /** Least share of the run's time in which an instrument or model itself speaks. */
    readonly coverage: number | null;
    readonly notes: readonly string[];
  };
  /** Why a field is null, by its path: `energyJoules.gpu`, `machine.energyJoules.gpu`. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly footprint: Footprint;
}

/** Brings an accounted run to the form of {@link RunSummary}. */
export function summariseRun(started: RunStarted, finished: RunFinished, accounted: AccountedRun): RunSummary {
  const { inputs, results, footprint } = accounted;
  const machineInputs = wholeMachine(inputs);
  const intensity = inputs["intensity"];
  const factor = intensity?.kind === "number" && intensity.origin.kind === "factor" ? intensity.origin : undefined;
  const metered = finished.energy.length > 0;
  return {
    schema: runSummaryVersion,
    id: started.id,
    name: started.name ?? null,
    project: started.project ?? null,
    tags: started.tags,
    lineage: lineageOf(started.lineage),
    scope: started.options.scope ?? "process",
    startedAt: started.startedAt,
    exitCode: finished.exitCode,
    signal: finished.signal ?? null,
    durationSeconds: finished.durationSeconds,
    cpuSeconds: finished.cpuSeconds ?? null,
    ...figuresOf(inputs, results),
    machine: figuresOf(machineInputs, propagate(measured, machineInputs)),
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
      notes: footprint.made.quality.notes,
    },
    reasons: reasonsFor(started, finished),
    footprint,
  };
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

/** 95th percentile of the standard normal distribution, which bounds an interval of 90 %. */
const normal95 = 1.645;

function platformFigure({ channel, joules, relativeUncertainty, coverage }: PlatformEnergy): PlatformFigure {
  const { id, covers, evidence } = channel;
  const reach = normal95 * relativeUncertainty * joules;
  const energyJoules = {
    nominal: joules,
    mean: joules,
    low: Math.max(0, joules - reach),
    high: joules + reach,
    level: 0.9,
  };
  return { id, covers, evidence, energyJoules, coverage };
}

/** A reason for each field that {@link summariseRun} leaves null, and for no other. */
function reasonsFor(started: RunStarted, finished: RunFinished): Readonly<Record<string, string>> {
  const { name, project, lineage, options } = started;
  const metered = finished.energy.length > 0;
  const nothing = "no component could be measured or modelled";
  const reasons: Record<string, string> = {
    ...(name === undefined ? { name: "no name was given" } : {}),
    ...(project === undefined ? { project: "no project was given" } : {}),
    ...Object.fromEntries(
      Object.entries(lineageOf(lineage)).flatMap(([field, value]) =>
        value === null ? [[`lineage.${field}`, "none was given"]] : [],
      ),
    ),
    ...(finished.signal === undefined ? { signal: "the command ended by itself" } : {}),
    ...(finished.cpuSeconds === undefined
      ? { cpuSeconds: "the platform does not tell the processor time of descendants" }
      : {}),
    ...(options.zone === undefined ? { "zone.asked": "no zone was given" } : {}),
    ...(metered ? {} : { "quality.measuredShare": nothing, "quality.coverage": nothing }),
  };
  for (const whose of ["", "machine."]) {
    for (const part of components) {
      if (finished.energy.some(({ channel }) => channel.component === part)) continue;
      const missing = finished.missing.find(({ component }) => component === part);
      reasons[`${whose}energyJoules.${part}`] = missing?.reason ?? `nothing on this machine tells of ${part}`;
    }
    if (metered) continue;
    for (const figure of restingOnEnergy) reasons[`${whose}${figure}`] = nothing;
  }
  return reasons;
}

/** Figures that a run has only if any of its components is known. */
const restingOnEnergy = [
  "energyJoules.total",
  "energyJoules.restOfNode",
  "energyJoules.facilityOverhead",
  "carbonGrams",
  "waterLitres",
] as const;

const components = ["cpu", "gpu", "dram", "storage", "network", "other"] as const;

function figuresOf(inputs: ResolvedInputs, results: ReadonlyMap<string, Propagated>): Figures {
  const metered = rowsOf(inputs, () => true).length > 0;
  const figure = (name: string, unit: string): Figure | null => (metered ? figureOf(results, name, unit) : null);
  const part = (component: (typeof components)[number]): Figure | null => componentFigure(inputs, component);
  return {
    energyJoules: {
      total: figure("energy", "J"),
      cpu: part("cpu"),
      gpu: part("gpu"),
      dram: part("dram"),
      storage: part("storage"),
      network: part("network"),
      other: part("other"),
      restOfNode: figure("restOfNode", "J"),
      facilityOverhead: figure("facilityOverhead", "J"),
    },
    carbonGrams: figure("carbon", "gCO2e"),
    waterLitres: figure("water", "L"),
    embodiedGrams: figureOf(results, "embodied", "gCO2e"),
  };
}

/** Energy of all rows of a component, labelled `cpu, rapl-powercap/package-0`; null where there is none. */
function componentFigure(inputs: ResolvedInputs, component: string): Figure | null {
  const rows = rowsOf(inputs, (label) => label.startsWith(`${component}, `));
  if (rows.length === 0) return null;
  const only: ResolvedInputs = { ...inputs, components: { kind: "list", rows } };
  return figureOf(propagate(measured, only, ["componentEnergy"]), "componentEnergy", "J");
}

function rowsOf(inputs: ResolvedInputs, keep: (label: string) => boolean): readonly ComponentRow[] {
  const list = inputs["components"];
  return list?.kind === "list" ? list.rows.filter(({ label }) => keep(label)) : [];
}

type ComponentRow = Extract<ResolvedInputs[string], { kind: "list" }>["rows"][number];

function inputFigure(inputs: ResolvedInputs, name: string): Figure {
  const resolved = inputs[name];
  if (resolved?.kind !== "number") throw new TypeError(`No number for input ${name}.`);
  return inUnit(inputQuantity(resolved), resolved.unit);
}

function figureOf(results: ReadonlyMap<string, Propagated>, name: string, unit: string): Figure {
  const quantity = results.get(name)?.quantity;
  if (quantity === undefined) throw new TypeError(`No result ${name}.`);
  return inUnit(quantity, unit);
}

function inUnit({ unit: from, nominal, mean, low, high, level }: Quantity, unit: string): Figure {
  const scale = convert(1, from, unit);
  return { nominal: nominal * scale, mean: mean * scale, low: low * scale, high: high * scale, level };
}
