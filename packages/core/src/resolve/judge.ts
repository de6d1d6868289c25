import { expectKind } from "../argument.ts";
import type { FoundFactor } from "../graph/factor.ts";
import type { Graph, NumberInput } from "../graph/graph.ts";
import type { ResolvedInput, ResolvedInputs, ResolvedNumber } from "../graph/resolved.ts";
import { convert } from "../units/unit.ts";
import type { ResolveFailure } from "./resolve.ts";

/** Rounded shares, such as three of 33.4 %, may add up to a little more than the whole. */
const roundingOfShares = 0.005;

/** The factor with a word on the original's own figure, where the method is another's. */
export function withStandIn(found: FoundFactor, { standIn }: NumberInput): FoundFactor {
  return standIn === undefined ? found : { ...found, fallbacks: [...found.fallbacks, standIn] };
}

/** A failure for each value that somebody gave, that lies outside what is credible, and that nobody accepts. */
export function incredible(
  graph: Graph,
  resolved: ResolvedInputs,
  accept: readonly string[] | "everything",
): readonly ResolveFailure[] {
  if (accept === "everything") return [];
  return numbersOf(graph, resolved).flatMap(([name, declared, { value, origin }]) => {
    const { credible } = declared;
    if (credible === undefined || origin.kind !== "given" || accept.includes(name)) return [];
    if (isCredible(declared, value)) return [];
    const { low, high, most, remedy } = credible;
    const unit = declared.unit === "1" || declared.unit === "token" ? "" : ` ${declared.unit}`;
    const than = value > high ? `more than ${most ?? "is usual"}` : "less than is usual";
    const usual = `(usual: ${grouped(low)} to ${grouped(high)}${unit})`;
    const meant = remedy === undefined ? "" : ` ${remedy}`;
    const message = `\`${name}\`: ${grouped(value)}${unit} is ${than} ${usual}.${meant} If it is right, add --accept ${name}.`;
    return [{ kind: "not-credible" as const, name, message }];
  });
}

/** Whether a given number is within the credible range of its input; 0 always is. */
export function isCredible(declared: NumberInput, value: number): boolean {
  // Not more of it: a batch asks for each line.
  expectKind("The input", declared, "object", "bad-method");
  const { credible } = declared;
  return credible === undefined || value === 0 || (value >= credible.low && value <= credible.high);
}

/**
 * A failure for each part that exceeds its whole, and for shares of one whole that exceed it together, where somebody gave
 * one of them.
 */
export function tooLargeParts(graph: Graph, resolved: ResolvedInputs): readonly ResolveFailure[] {
  return [...partsBeyondWholes(graph, resolved), ...sharesBeyondOne(graph, resolved)];
}

function partsBeyondWholes(graph: Graph, resolved: ResolvedInputs): readonly ResolveFailure[] {
  return numbersOf(graph, resolved).flatMap(([name, declared, part]) => {
    const whole = declared.within === undefined ? undefined : resolved[declared.within];
    if (declared.within === undefined || whole?.kind !== "number") return [];
    if (part.origin.kind !== "given" && whole.origin.kind !== "given") return [];
    const total = convert(whole.value, whole.unit, part.unit);
    if (part.value <= total * (1 + 1e-9)) return [];
    const unit = part.unit === "1" ? "" : ` ${part.unit}`;
    const stated = whole.origin.kind === "given" ? "" : " (assumed, since it was not given)";
    const message = `\`${name}\` (${declared.help}) is ${grouped(part.value)}${unit}, more than \`${declared.within}\`, which is ${grouped(total)}${unit}${stated}. A part cannot be larger than its whole.`;
    return [{ kind: "bad-input" as const, name, message }];
  });
}

function sharesBeyondOne(graph: Graph, resolved: ResolvedInputs): readonly ResolveFailure[] {
  const sums = new Map<string, { readonly names: string[]; total: number; isGiven: boolean }>();
  const add = (name: string, whole: string, one: ResolvedNumber): void => {
    const sum = sums.get(whole) ?? { names: [], total: 0, isGiven: false };
    if (!sum.names.includes(name)) sum.names.push(name);
    sum.total += convert(one.value, one.unit, "1");
    sum.isGiven ||= one.origin.kind === "given";
    sums.set(whole, sum);
  };
  for (const [name, { shareOf }, one] of numbersOf(graph, resolved)) {
    if (shareOf !== undefined) add(name, shareOf, one);
  }
  for (const [list, declared] of Object.entries(graph.inputs)) {
    const found = resolved[list];
    if (declared.kind !== "list" || found?.kind !== "list") continue;
    for (const { fields } of found.rows) {
      for (const [field, { shareOf }, one] of numbersOf(declared.of, fields)) {
        if (shareOf !== undefined) add(`${list}.${field}`, shareOf, one);
      }
    }
  }
  return [...sums].flatMap(([whole, { names, total, isGiven }]) => {
    if (!isGiven || total <= 1 + roundingOfShares) return [];
    const shown = names.map((name) => `\`${name}\``).join(", ");
    const message = `${shown}: the shares of ${whole} add up to ${grouped(total * 100)} %. They must not exceed 100 %.`;
    return [{ kind: "bad-input" as const, name: names[0] ?? whole, message }];
  });
}

function numbersOf(
  { inputs }: Graph,
  resolved: Readonly<Record<string, ResolvedInput>>,
): readonly (readonly [name: string, declared: NumberInput, resolved: ResolvedNumber])[] {
  return Object.entries(inputs).flatMap(([name, declared]) => {
    const one = resolved[name];
    return declared.kind === "number" && one?.kind === "number" ? [[name, declared, one] as const] : [];
  });
}

/** A number with blanks out of its thousands: 5,863,385. */
function grouped(value: number): string {
  const rounded = Number(value.toPrecision(12));
  if (Math.abs(rounded) < 1000 || Math.abs(rounded) >= 1e15) return String(rounded);
  const [whole = "", part] = String(rounded).split(".");
  const text = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
  return part === undefined ? text : `${text}.${part}`;
}
