import { convert, inputQuantity, propagate } from "@wattledger/core";
import type { Method, Propagated, Quantity, ResolvedInputs } from "@wattledger/core";
import { rowsOf } from "./component-rows.ts";
import type { RowIdentity } from "./component-rows.ts";

/** A figure with its interval, in the unit that the field's name says. */
export interface Figure {
  /** The value if every input has its central value. */
  readonly nominal: number;
  /** The expected value. Sums add this one. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Level of the interval: 0.9. */
  readonly level: number;
}

/** Energy in joules by part. The parts add up to the total. An unknown part is null, not zero. */
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

/** Energy and impacts of a run, or of the whole machine during the run. */
export interface Figures {
  readonly energyJoules: EnergyJoules;
  /** Operational, location-based, average, life-cycle factors. */
  readonly carbonGrams: Figure | null;
  /** Consumed on site and by power plants. */
  readonly waterLitres: Figure | null;
  /** Embodied carbon of the hardware, the run's share. */
  readonly embodiedGrams: Figure | null;
}

/** The components that have figures of their own. */
export const figureComponents = ["cpu", "gpu", "dram", "storage", "network", "other"] as const;

/** A run's inputs, their results, and the graph that computed them. */
export interface FiguredRun {
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
}

/** Figures of a run. A figure is null if its method has no equation for it, or no component is known. */
export function figuresOf(run: FiguredRun): Figures {
  const { results, inputs } = run;
  // An earlier version of the method may not have a list of components.
  const metered = inputs["components"]?.kind !== "list" || rowsOf(inputs).length > 0;
  const figure = (name: string, unit: string): Figure | null => (metered ? figureOf(results, name, unit) : null);
  const part = (component: (typeof figureComponents)[number]): Figure | null => partFigure(run, { component });
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

/** Energy in joules of a component, or of one of its channels. Null if unknown. */
export function partFigure(run: PartSubject, wanted: Partial<RowIdentity>): Figure | null {
  const part = partOf(run, wanted);
  return part === undefined ? null : inUnit(part.quantity, "J");
}

type PartSubject = Pick<FiguredRun, "method" | "inputs">;

/** The same, with its uncertain variables. */
export function partOf({ method, inputs }: PartSubject, wanted: Partial<RowIdentity>): Propagated | undefined {
  const rows = rowsOf(inputs, wanted);
  if (rows.length === 0 || !Object.hasOwn(method.equations, "componentEnergy")) return undefined;
  const only: ResolvedInputs = { ...inputs, components: { kind: "list", rows } };
  return propagate(method, only, ["componentEnergy"]).get("componentEnergy");
}

/** An input with its interval, in its own unit. */
export function inputFigure(inputs: ResolvedInputs, name: string): Figure {
  const resolved = inputs[name];
  if (resolved?.kind !== "number") throw new TypeError(`Input ${name} is not a number.`);
  return inUnit(inputQuantity(resolved), resolved.unit);
}

/** A result in a unit. Null if the method has no such equation. */
export function figureOf(results: ReadonlyMap<string, Propagated>, name: string, unit: string): Figure | null {
  const quantity = results.get(name)?.quantity;
  return quantity === undefined ? null : inUnit(quantity, unit);
}

function inUnit({ unit: from, nominal, mean, low, high, level }: Quantity, unit: string): Figure {
  const scale = convert(1, from, unit);
  return { nominal: nominal * scale, mean: mean * scale, low: low * scale, high: high * scale, level };
}
