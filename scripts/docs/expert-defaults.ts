import { evaluate, inputQuantity, valuesOf } from "@wattledger/core";
import type { Method, ResolvedInputs } from "@wattledger/core";
import { fillEstimate, parseGiven, plainPath } from "@wattledger/estimate";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";

/** A value that nobody gave, whose basis is the judgement of an expert, and what its interval does to a total. */
export interface ExpertDefault {
  readonly method: string;
  readonly input: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The output that it moves most, and how far, as a share of it. */
  readonly output: string;
  readonly change: number;
  /** Where the value is from, and why no better basis is held. */
  readonly basis: string;
}

/** Share of a total above which a default must say what it rests on. */
export const largeChange = 0.1;

const totals = ["energy", "gwp", "operational-gwp", "embodied-gwp"];

/** Each expert default of each method's example that moves energy or carbon by more than {@link largeChange}. */
export async function expertDefaults(): Promise<readonly ExpertDefault[]> {
  return (await Promise.all(methods.map(ofMethod))).flat();
}

async function ofMethod(method: Method): Promise<readonly ExpertDefault[]> {
  const assignments = Object.entries(method.example ?? {}).map(([name, value]) => `${name}=${value}`);
  const filled = await fillEstimate(method, parseGiven(method, families, {}, assignments), families, {});
  if (!filled.ok) throw new Error(`The example of ${method.id} cannot be estimated.`);
  const { method: used, inputs } = filled.value;
  const outputs = Object.entries(used.outputs).filter(([name]) => totals.includes(name));
  const names = [...new Set(outputs.map(([, equation]) => equation))];
  if (names.length === 0) return [];
  const valuesWith = (changed: ResolvedInputs): Readonly<Record<string, number>> =>
    evaluate<string, string, string>(used, valuesOf(changed), names);
  const before = valuesWith(inputs);
  return Object.entries(inputs).flatMap(([name, resolved]): readonly ExpertDefault[] => {
    const declared = used.inputs[name];
    if (resolved.kind !== "number" || declared?.kind !== "number" || resolved.distribution === undefined) return [];
    const basis = basisOf(resolved.origin, declared.source);
    if (basis === undefined || !isExpert(basis)) return [];
    const { low, high } = inputQuantity(resolved, declared);
    const changes = outputs.flatMap(([output, equation]) =>
      [low, high].map((value) => {
        const total = before[equation] ?? 0;
        const after = valuesWith({ ...inputs, [name]: { ...resolved, value } })[equation] ?? 0;
        return { output, change: total === 0 ? 0 : Math.abs(after / total - 1) };
      }),
    );
    const most = changes.toSorted((a, b) => b.change - a.change)[0];
    if (most === undefined || !(most.change > largeChange)) return [];
    return [
      {
        method: method.id,
        input: plainPath(name),
        unit: resolved.unit,
        value: resolved.value,
        low,
        high,
        ...most,
        basis,
      },
    ];
  });
}

type Origin = Extract<ResolvedInputs[string], { readonly kind: "number" }>["origin"];

function basisOf(origin: Origin, source: unknown): string | undefined {
  if (origin.kind === "factor") return origin.factor.uncertainty.basis;
  if (origin.kind !== "default") return undefined;
  return typeof source === "string" ? source : JSON.stringify(source ?? "");
}

function isExpert(basis: string): boolean {
  return /expert|assum|our own|convention|guess|judge|rule of thumb|typical/iu.test(basis);
}
