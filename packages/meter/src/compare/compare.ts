import { convert, defined, evaluate, fail, ok } from "@wattledger/core";
import type { Quantity, Result } from "@wattledger/core";
import { matchCpu, resolvePlace } from "@wattledger/factors";
import type { Country } from "@wattledger/factors";
import { carbontrackerTdp } from "@wattledger/methods/trackers";
import { footprintOfRecord } from "../account/stored-run.ts";
import type { StoredRunFootprint } from "../account/stored-run.ts";
import type { RunRecord } from "../store/read-record.ts";
import { energyMeterTool, energyusageTool, perunTool, pyjoulesTool, zeusTool } from "./compare-counters.ts";
import { factsOf } from "./compare-facts.ts";
import type { RunFacts } from "./compare-facts.ts";
import { carbontrackerTool, codecarbonTool, eco2aiTool, experimentImpactTrackerTool } from "./compare-models.ts";
import type { IntensityBasis, Tool } from "./compare-tool.ts";

/** Names the form of {@link RunComparison} and its version. */
export const runComparisonVersion = "wattledger/run-comparison/1";

/** What other tools would have reported for a recorded run, next to Wattledger's figure. */
export interface RunComparison {
  readonly schema: typeof runComparisonVersion;
  readonly id: string;
  readonly name: string | null;
  readonly durationSeconds: number;
  /** The command's energy and carbon in Wattledger's account. Null if no component is known. */
  readonly own: {
    readonly energy: Quantity | null;
    readonly carbon: Quantity | null;
    readonly intensity: IntensityBasis;
  };
  /** Readings of instruments and models of components for the whole machine. Some tools divide them. */
  readonly machineKilowattHours: number;
  /** In order of id. */
  readonly tools: readonly ToolSaying[];
  /** How to read it, as sentences. */
  readonly notes: readonly string[];
}

/** The result of one tool. */
export type ToolSaying = {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** What the tool leaves out, as its method states. */
  readonly leavesOut: readonly string[];
} & (
  | {
      readonly kind: "figures";
      readonly energyKilowattHours: number;
      readonly carbonGrams: number;
      readonly intensity: IntensityBasis;
      /** Its energy over Wattledger's. Null if Wattledger does not have one. */
      readonly ratio: number | null;
      /** How its figure is computed and why it differs from Wattledger's. */
      readonly why: string;
    }
  | { readonly kind: "silence"; readonly reason: string }
);

/** Every tool, in order of id. */
export const comparedTools: readonly Tool[] = [
  carbontrackerTool,
  codecarbonTool,
  eco2aiTool,
  energyMeterTool,
  energyusageTool,
  experimentImpactTrackerTool,
  perunTool,
  pyjoulesTool,
  zeusTool,
];

/** Compares a recorded run. Fails for a record without energy figures, with the reason. */
export async function compareRun(record: RunRecord): Promise<Result<RunComparison, string>> {
  const found = await footprintOfRecord(record);
  if (!found.ok) return fail(found.error);
  const { place, ...intensity } = intensityOf(found.value);
  const facts = factsOf(record, found.value.measurement, {
    ...(await designPower(record)),
    carbontrackerTdpWatts: await carbontrackerTdp(record.started.machine.processorModel ?? ""),
    ...(await countryOf(place)),
    intensityGrams: intensity.gramsPerKilowattHour,
  });
  return ok(comparisonOf(record, found.value, facts, intensity));
}

function comparisonOf(
  record: RunRecord,
  { measurement, results }: StoredRunFootprint,
  facts: RunFacts,
  intensity: IntensityBasis,
): RunComparison {
  const metered = measurement.energy.length > 0;
  const quantity = (name: string): Quantity | null => (metered ? (results.get(name)?.quantity ?? null) : null);
  const energy = quantity("energy");
  const ours = energy === null ? undefined : convert(energy.nominal, energy.unit, "kWh");
  const machineJoules = measurement.energy.reduce((sum, one) => sum + one.machineJoules, 0);
  return {
    schema: runComparisonVersion,
    id: record.started.id,
    name: record.started.name ?? null,
    durationSeconds: measurement.durationSeconds,
    own: { energy, carbon: quantity("carbon"), intensity },
    machineKilowattHours: convert(machineJoules, "J", "kWh"),
    tools: comparedTools.map((tool) => sayingOf(tool, facts, ours)),
    notes: [
      "Each figure uses the tool's own arithmetic and defaults, with its defects, on the recorded samples of this run. A tool that samples at other times has a further error.",
      ...(facts.stretches.length === 1
        ? ["This run has no samples between start and end, so power is assumed constant."]
        : []),
    ],
  };
}

function sayingOf({ method, say }: Tool, facts: RunFacts, ours: number | undefined): ToolSaying {
  const { id, version, title, boundary, outputs } = method;
  const tool = { id, version, title, leavesOut: boundary.excludes };
  const saying = say(facts);
  if (saying.kind === "silence") return { ...tool, ...saying };
  const { energy = "energy", gwp = "carbon" } = outputs;
  const values = evaluate(method, saying.inputs, [energy, gwp]);
  const value = (name: string, unit: string): number =>
    convert(values[name] ?? Number.NaN, method.equations[name]?.unit ?? unit, unit);
  const energyKilowattHours = value(energy, "kWh");
  return {
    ...tool,
    kind: "figures",
    energyKilowattHours,
    carbonGrams: value(gwp, "gCO2e"),
    intensity: saying.intensity,
    ratio: ours === undefined || ours === 0 ? null : energyKilowattHours / ours,
    why: `${sentence(saying.why)} Carbon by ${saying.intensity.basis}.`,
  };
}

function sentence(clauses: readonly string[]): string {
  const [first = "", ...rest] = clauses;
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${rest.map((clause) => `; ${clause}`).join("")}.`;
}

function intensityOf({ inputs }: StoredRunFootprint): IntensityBasis & { readonly place?: string } {
  const { intensity } = inputs;
  if (intensity?.kind !== "number") throw new TypeError("The run's footprint has no carbon intensity.");
  const { value, unit, origin } = intensity;
  const basis = origin.kind === "factor" ? `${origin.factor.title}, ${origin.factor.year}` : "given";
  const place = origin.kind === "factor" ? origin.matched : undefined;
  return {
    source: "run",
    gramsPerKilowattHour: convert(value, unit, "gCO2e/kWh"),
    basis,
    ...defined({ place }),
  };
}

/** The country of the row with the run's intensity. Empty for a region of the world. */
async function countryOf(place: string | undefined): Promise<{ readonly country?: Country }> {
  const found = place === undefined ? undefined : await resolvePlace(place);
  return found?.ok === true && found.value.kind === "country" ? { country: found.value.country } : {};
}

/** Design power of one package of the model that the processor's name means. */
async function designPower({ started }: RunRecord): Promise<{ readonly tdpWatts?: number }> {
  const { processorModel } = started.machine;
  const match = processorModel === undefined ? undefined : await matchCpu(processorModel);
  return match?.ok === true ? { tdpWatts: match.value.tdpWatts } : {};
}
