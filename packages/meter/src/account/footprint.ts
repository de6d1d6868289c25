import { defined, footprintVersion } from "@wattledger/core";
import type { Footprint, Impact, Known, Propagated, ResolvedInputs, LifeCycleStage } from "@wattledger/core";
import { measured, measuredLeavesOut } from "@wattledger/methods/measured";
import type { MissingComponent, RunMeasurement } from "../record/measurement.ts";
import type { RunStarted } from "../record/record.ts";
import type { Outcome } from "./account.ts";

/** The inputs of a run's footprint. */
export interface FootprintSubject {
  readonly started: RunStarted;
  readonly measurement: RunMeasurement;
  readonly outcome: Outcome;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
  readonly notes: readonly string[];
  /** Name of the factors behind the inputs. */
  readonly factorSet: string;
}

/** The footprint document of a measured run. It does not contain the command itself. */
export function footprintOf(subject: FootprintSubject): Footprint {
  const { started, measurement, outcome, inputs, notes, factorSet } = subject;
  const { id, name, project, tags, lineage = {} } = started;
  const { stage, ...partOf } = lineage;
  const fallbacks = Object.values(inputs).flatMap((input) =>
    input.kind === "number" && input.origin.kind === "factor" ? input.origin.fallbacks : [],
  );
  return {
    schema: footprintVersion,
    id,
    of: {
      kind: "compute-run",
      ...defined({ name }),
      functionalUnit: { amount: 1, unit: "run" },
      ...defined({ workloadStage: stage }),
      lineage: { ...partOf, outcome },
    },
    owner: { ...tags, ...defined({ project }) },
    made: {
      method: { id: measured.id, version: measured.version },
      factorSet,
      boundary: {
        components: [...new Set(measurement.energy.map(({ channel }) => channel.component))],
        overheads: measured.boundary.overheads,
        lifeCycle: measured.boundary.lifeCycle,
        excludes: [...unmetered(measurement), ...withoutUnmetered()],
      },
      quality: {
        measuredEnergyShare: measurement.energy.length === 0 ? null : measurement.quality.measuredShare,
        notes: withoutRepeats([...fallbacks, ...notes]),
      },
    },
    energy: known(subject, "energy"),
    impacts: impactsOf(subject),
  };
}

/** Components that a machine may have and that no figure of a run includes: missing ones, and a GPU that was not found. */
export function uncountedComponents({
  energy,
  missing,
}: Pick<RunMeasurement, "energy" | "missing">): readonly MissingComponent[] {
  const covered = new Set([...energy.map(({ channel }) => channel.component), ...missing.map((one) => one.component)]);
  const gpu = { component: "gpu", reason: "no instrument found one, and no model exists for it" } as const;
  return covered.has("gpu") ? missing : [...missing, gpu];
}

/** The same as sentences, each with the reason, and the components that have no figure of their own. */
function unmetered(measurement: RunMeasurement): readonly string[] {
  const { energy, missing } = measurement;
  const covered = new Set([...energy.map(({ channel }) => channel.component), ...missing.map((one) => one.component)]);
  const inRest = (["storage", "network"] as const).filter((component) => !covered.has(component));
  return [
    ...uncountedComponents(measurement).map(({ component, reason }) => `${component} (${reason})`),
    ...(inRest.length === 0
      ? []
      : [`separate figures for ${inRest.join(" and ")} (they are part of the rest of the node)`]),
  ];
}

/** What the method leaves out of every run, without the components that {@link unmetered} names for this run. */
function withoutUnmetered(): readonly string[] {
  const { unmetered: _, ...always } = measuredLeavesOut;
  return Object.values(always);
}

/** Two families may state the same fallback in the same words. One of them may say more. */
function withoutRepeats(notes: readonly string[]): readonly string[] {
  return notes.filter(
    (note, index) =>
      !notes.some((other, at) => other.startsWith(beginning(note)) && (other.length > note.length || at < index)),
  );
}

function beginning(note: string): string {
  return note.replace(/\.$/u, "");
}

function impactsOf(subject: FootprintSubject): readonly Impact[] {
  const { started, measurement, inputs } = subject;
  const to = new Date(Date.parse(started.startedAt) + measurement.durationSeconds * 1000).toISOString();
  const use: Impact["covers"] = { asset: `run ${started.id}`, from: started.startedAt, to, stage: "use" };
  return [
    {
      category: "gwp",
      phase: "operational",
      accounting: "location",
      amount: known(subject, "carbon"),
      label: "scope 2 + 3.3 (life cycle)",
      scopes: ["2", "3.3"],
      nature: "inventory",
      covers: use,
      factorBasis: basisOf(inputs, "intensity"),
    },
    {
      category: "gwp",
      phase: "operational",
      accounting: "market",
      amount: { quantity: null, reason: "no contract known" },
      label: "scope 2, market-based",
      scopes: ["2"],
      nature: "inventory",
      covers: use,
      factorBasis: "none",
    },
    {
      category: "gwp",
      phase: "embodied",
      accounting: "not-applicable",
      amount: known(subject, "embodied"),
      label: "scope 3.2, a share over the hardware's life",
      scopes: ["3.2"],
      nature: "attributed",
      covers: { ...use, stage: stageOfMaking(inputs) },
      factorBasis: basisOfMaking(inputs),
    },
    {
      category: "water",
      phase: "operational",
      accounting: "location",
      amount: known(subject, "water"),
      label: "water consumed on site and by power plants",
      scopes: [],
      nature: "inventory",
      covers: use,
      factorBasis: basisOf(inputs, "gridWater"),
    },
  ];
}

/** A result, or null with the reason if no component was metered: an empty sum is not a measurement. */
function known({ results, measurement }: FootprintSubject, name: string): Known {
  const quantity = results.get(name)?.quantity;
  if (quantity !== undefined && (measurement.energy.length > 0 || name === "embodied")) return { quantity };
  return { quantity: null, reason: "no component could be measured or modelled" };
}

/** The boundary of each piece of hardware: makers' sheets reach from the factory's gate to the end of life. */
function basisOfMaking(inputs: ResolvedInputs): string {
  const { hardware } = inputs;
  const rows = hardware?.kind === "list" ? hardware.rows : [];
  return [...new Set(rows.map(({ fields }) => basisOf(fields, "embodiedTotal")))].join("; ");
}

/** The wider boundary if the figure of any piece goes beyond the factory's gate. */
function stageOfMaking({ hardware }: ResolvedInputs): LifeCycleStage {
  const rows = hardware?.kind === "list" ? hardware.rows : [];
  const boundaries = rows.map(({ fields: { embodiedTotal } }) =>
    embodiedTotal?.kind === "number" && embodiedTotal.origin.kind === "factor"
      ? embodiedTotal.origin.factor.boundary
      : "",
  );
  return boundaries.includes("cradle-to-grave-without-use") ? "cradle-to-grave-without-use" : "cradle-to-gate";
}

function basisOf(inputs: ResolvedInputs, name: string): string {
  const input = inputs[name];
  if (input?.kind !== "number" || input.origin.kind !== "factor") return "given";
  const { boundary, basis, signal, accounting, year, convention } = input.origin.factor;
  const words = [boundary, basis, signal, accounting, String(year), convention];
  return words.filter((word) => word !== undefined && word !== "not-applicable").join(", ");
}
