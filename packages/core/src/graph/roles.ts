import { WattledgerError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import { parseUnit, sameDimension } from "../units/unit.ts";
import type { Graph } from "./graph.ts";
import { neededBy } from "./needed.ts";

/**
 * The parts of a method that a comparison of methods reads, by the names of its inputs and equations. Null says that the
 * method has no such part; a role that is left out is not known.
 */
export interface MethodRoles {
  /** The input that is the power usage effectiveness. */
  readonly pue?: string | null;
  /** The equation of the energy before the overhead of the facility, for a method without an input `pue`. */
  readonly itEnergy?: string;
  /** The input that is the carbon intensity of the electricity in the output `gwp`. Null: several inputs share the part. */
  readonly intensity?: string | null;
  /** The equation of the energy of the accelerators alone. */
  readonly gpuEnergy?: string;
  /** The input or equation of the carbon of making the hardware that the output `gwp` holds. */
  readonly embodied?: string | null;
  /** The input that counts units alike: requests, pictures, servers. Of more than one unit people read the mean, which sums add. */
  readonly count?: string;
}

/** What a role must be: where its name is looked up, and a unit that its own becomes. */
const rules = {
  pue: { among: ["inputs"], unit: "1" },
  intensity: { among: ["inputs"], unit: "gCO2e/kWh" },
  itEnergy: { among: ["equations"], unit: "kWh" },
  gpuEnergy: { among: ["equations"], unit: "kWh" },
  embodied: { among: ["inputs", "equations"], unit: "gCO2e" },
  count: { among: ["inputs"], unit: "1" },
} as const;

/** Roles of a method name inputs or equations of its graph, in a fitting unit. @throws WattledgerError `bad-method` */
export function checkRoles(
  roles: MethodRoles,
  graph: Graph,
  outputs: Readonly<Record<string, string>>,
  owner: string,
): void {
  for (const role of ["pue", "intensity", "itEnergy", "gpuEnergy", "embodied", "count"] as const) {
    const name = roles[role] ?? undefined;
    const fault = name === undefined ? undefined : faultOf(role, name, graph);
    if (fault !== undefined)
      throw new WattledgerError("bad-method", `${owner}: the role \`${role}\` names \`${name}\`, ${fault}`);
  }
  const embodied = roles.embodied ?? undefined;
  if (embodied === undefined) return;
  const { gwp } = outputs;
  if (gwp !== undefined && neededBy(graph, [gwp]).has(embodied)) return;
  const message = `${owner}: the role \`embodied\` names \`${embodied}\`, which the output \`gwp\` does not hold.`;
  throw new WattledgerError("bad-method", message);
}

function faultOf(role: keyof typeof rules, name: string, graph: Graph): string | undefined {
  const { among, unit: wanted } = rules[role];
  const known = among.flatMap((where) => Object.keys(graph[where]));
  const unit = known.includes(name) ? unitOf(name, graph) : undefined;
  if (unit === undefined) return `which is not among the ${among.join(" and ")}.${suggestion(name, known)}`;
  const fits = sameDimension(parseUnit(unit).dimension, parseUnit(wanted).dimension);
  return fits ? undefined : `whose unit ${unit} does not become ${wanted}.`;
}

function unitOf(name: string, { inputs, equations }: Graph): string | undefined {
  const input = inputs[name];
  return equations[name]?.unit ?? (input?.kind === "number" ? input.unit : undefined);
}
