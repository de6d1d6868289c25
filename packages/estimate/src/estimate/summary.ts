import { defined, formatValue, houseZ, shortened } from "@wattledger/core";
import type {
  FactorFamily,
  Given,
  GivenInput,
  Graph,
  Method,
  NumberInput,
  Quantity,
  ResolvedInputs,
} from "@wattledger/core";
import { intervalCoverage } from "@wattledger/methods";
import type { ParsedInputs } from "../given/given.ts";
import type { Estimate } from "./document.ts";
import { outputWords, wordsOf } from "./output-words.ts";
import { isTotal, ofTotal, valuesAreMeans } from "./total.ts";

/** A cause is named if it makes up this share of the variance, and at most so many are. */
const leastShare = 0.05;
const mostCauses = 3;

/** One output for people. */
export interface SummaryRow {
  readonly output: string;
  readonly name: string;
  readonly quantity: Quantity;
  readonly remark: string;
}

/** An input that much of the uncertainty comes from. */
export interface UncertaintyCause {
  readonly input: string;
  readonly words: string;
  /** What a person can state to know more: an input or a key; absent if nothing settles it. */
  readonly settledBy?: string;
}

/** The answer of an estimate: what was asked, what it comes to, and what it depends on. */
export interface EstimateSummary {
  readonly subject: string;
  /** What may be a mistake in what was asked: it comes before the figures. */
  readonly warnings: readonly string[];
  /** The outputs, what is asked for most first. Outputs that are the same figure are one row. */
  readonly rows: readonly SummaryRow[];
  /** What the values of the rows are, if they are not the central values of the method. */
  readonly rowsAre?: string;
  readonly causes: readonly UncertaintyCause[];
  /** How often the intervals of the method held what was measured, as a sentence; absent where that was not checked. */
  readonly coverage?: string;
  /** What was used because something was not known, each a sentence, if it can move the result by more than a tenth. */
  readonly assumed: readonly string[];
  /** How many of these, from the first, are to be said at all events: the world for a zone, and stand-ins for what was named. */
  readonly mustSay: number;
}

/** Returns the answer of an estimate in the order in which a person reads it. */
export function estimateSummary(
  { document, method, notes: { warnings }, quantified }: Estimate,
  { given }: Pick<ParsedInputs, "given">,
  families: readonly FactorFamily[],
): EstimateSummary {
  const { inputs } = document;
  const filled = { method, inputs, given, families };
  const influences = influencesOf(filled, quantified);
  const causes = causesOf(filled, influences);
  const first = [...worldAverageOf(filled), ...standInsOf(filled, influences)];
  return {
    subject: subjectOf(method, given, inputs),
    warnings,
    rows: rowsOf(document.outputs, method, isTotal(method, inputs)),
    causes,
    ...(isTotal(method, inputs) ? { rowsAre: valuesAreMeans } : {}),
    ...defined({ coverage: coverageOf(method.id) }),
    assumed: [...new Set([...first, ...assumedOf(inputs, influences, causes)])],
    mustSay: first.length,
  };
}

/** What others estimated proves little, so only measurements count. */
function coverageOf(methodId: string): string | undefined {
  const [checked] = intervalCoverage(methodId).filter(({ measured }) => measured);
  if (checked === undefined) return undefined;
  const { held, of } = checked;
  const share = of < 20 ? `${held} of ${of}` : `${Math.round((100 * held) / of)} % of ${of}`;
  return `The 90 % interval of energy held ${share} measured figures.`;
}

/** Outputs that are the same figure are one row: a method has outputs for what was not asked of it, such as retraining. */
function rowsOf(
  outputs: Readonly<Record<string, Quantity>>,
  method: Method,
  ofSeveral: boolean,
): readonly SummaryRow[] {
  const rows = Object.entries(outputs).map(([output, stated]): SummaryRow => {
    const { name, remark } = outputWords(output);
    const quantity = ofSeveral ? ofTotal(stated) : stated;
    return {
      output,
      name,
      quantity,
      remark:
        output === "gwp" && holdsHardware(outputs)
          ? "use and hardware, location-based"
          : (remark ?? firstClause(method.equations[method.outputs[output] ?? ""]?.help)),
    };
  });
  return rows
    .filter((row, index) => !rows.slice(0, index).some((earlier) => isSame(earlier.quantity, row.quantity)))
    .toSorted((a, b) => rank(a.output) - rank(b.output));
}

/** Whether carbon is the sum of use and hardware, which other methods keep apart. */
function holdsHardware({ gwp, ...others }: Readonly<Record<string, Quantity>>): boolean {
  const [use, hardware] = [others["operational-gwp"], others["embodied-gwp"]];
  if (gwp === undefined || use === undefined || hardware === undefined || hardware.nominal === 0) return false;
  return Math.abs(use.nominal + hardware.nominal - gwp.nominal) <= 1e-6 * Math.abs(gwp.nominal);
}

/** What is asked for most comes first; everything else keeps the order of its method. */
const order = ["energy", "gwp", "market-gwp", "water", "embodied-gwp", "gwp-embodied"];

function rank(output: string): number {
  const index = order.indexOf(output);
  return index === -1 ? order.length : index;
}

function isSame(a: Quantity, b: Quantity): boolean {
  return a.unit === b.unit && a.nominal === b.nominal && a.low === b.low && a.high === b.high;
}

function firstClause(help = ""): string {
  const clause = help.split(/[,;:(]/u)[0]?.trim() ?? "";
  return clause.charAt(0).toLowerCase() + clause.slice(1);
}

function subjectOf(method: Method, given: Given, inputs: ResolvedInputs): string {
  const own = method.subject ?? method.title;
  const count = own === "One request" ? requestsOf(given) : undefined;
  const statements = Object.entries(given).flatMap(([name, value]) => {
    if (name === "requests" && count !== undefined) return [];
    const text = value === undefined ? "" : statementOf(name, value, method, inputs);
    return text === "" ? [] : [text];
  });
  return [count === undefined || count === 1 ? own : `${grouped(count)} requests`, ...statements].join(", ");
}

/** How many requests were given, if it is a plain number. */
function requestsOf({ requests }: Given): number | undefined {
  if (requests === undefined || typeof requests === "string" || Array.isArray(requests)) return undefined;
  const count = typeof requests === "number" ? requests : numberOf(requests).value;
  return Number.isFinite(count) ? count : undefined;
}

/** `1 000 000` */
function grouped(count: number): string {
  const [whole = "", ...decimals] = formatValue(count, "1", 9).split(".");
  return [whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/gu, " "), ...decimals].join(".");
}

/** `500 output tokens`, `runtime 12 h`, `United States` for a zone, and other words as they were given. */
function statementOf(name: string, value: GivenInput, method: Method, inputs: ResolvedInputs): string {
  if (name === "zone" && typeof value === "string") return placeName(inputs) ?? `zone ${shortened(value)}`;
  if (typeof value === "string") return name === "model" ? shortened(value) : `${wordsOf(name)} ${shortened(value)}`;
  const words = wordsOf(name);
  if (Array.isArray(value)) return `${words} (${value.length})`;
  const { value: number, unit } = typeof value === "number" ? { value, unit: undefined } : numberOf(value);
  const declared = method.inputs[name];
  const own = unit ?? (declared?.kind === "number" ? declared.unit : "1");
  const counted = [own, `${own}s`].some(
    (one) => words === one.toLowerCase() || words.endsWith(` ${one.toLowerCase()}`),
  );
  return counted ? `${formatValue(number, "1", 9)} ${words}` : `${words} ${formatValue(number, own, 9)}`;
}

function numberOf(value: Exclude<GivenInput, number | string>): {
  readonly value: number;
  readonly unit?: string | undefined;
} {
  return "value" in value ? { value: value.value, unit: value.unit } : { value: Number.NaN };
}

/** Whose electricity it is, by the title of the factor: "United States, carbon intensity of electricity". */
function placeName(inputs: ResolvedInputs): string | undefined {
  for (const resolved of Object.values(inputs)) {
    if (resolved.kind !== "number" || resolved.origin.kind !== "factor") continue;
    const [, place] = /^(.+), carbon intensity of electricity/u.exec(resolved.origin.factor.title) ?? [];
    if (place !== undefined) return place;
  }
  return undefined;
}

interface Filled {
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly given: Given;
  readonly families: readonly FactorFamily[];
}

interface CauseOfSpread {
  readonly input: string;
  readonly share: number;
  /** Whether the input at an end of its interval moves the output by more than a tenth. */
  readonly moves: boolean;
}

/**
 * The strongest first, by the effects that came with the intervals: these rank causes well enough. Carbon depends on all
 * that energy depends on, and on the grid.
 */
function influencesOf({ method, inputs }: Filled, quantified: Estimate["quantified"]): readonly CauseOfSpread[] {
  const output = method.outputs["gwp"] ?? method.outputs["energy"] ?? Object.values(method.outputs)[0];
  const propagated = output === undefined ? undefined : quantified.get(output);
  if (propagated === undefined || propagated.sd === 0) return [];
  const { effects, sd, quantity } = propagated;
  const names = namesOfVariables(inputs);
  return [...effects]
    .flatMap(([variable, effect]): CauseOfSpread[] => {
      const input = names.get(variable) ?? variable.split(".")[0] ?? variable;
      return [{ input, share: (effect / sd) ** 2, moves: Math.abs(effect) * houseZ > 0.1 * Math.abs(quantity.mean) }];
    })
    .toSorted((x, y) => y.share - x.share);
}

/** A variable is a factor's or an input's; fields of rows are told by the path of their list. */
function namesOfVariables(inputs: ResolvedInputs): ReadonlyMap<string, string> {
  // Of inputs that share a factor the first names it.
  return new Map(
    Object.entries(inputs)
      .toReversed()
      .flatMap(([name, one]) =>
        one.kind === "number" && one.variable !== undefined ? [[one.variable, name] as const] : [],
      ),
  );
}

function causesOf(filled: Filled, influences: readonly CauseOfSpread[]): readonly UncertaintyCause[] {
  const { method } = filled;
  return influences
    .filter(({ share }) => share >= leastShare)
    .slice(0, mostCauses)
    .flatMap(({ input }) => {
      const declared = method.inputs[input];
      if (declared === undefined) return [];
      const cause = method.causes?.[input];
      const words = cause?.words ?? firstClause(declared.help);
      const settledBy =
        cause === undefined && declared.kind === "number" ? settlingName(input, declared, filled) : cause?.settledBy;
      return [settledBy === undefined ? { input, words } : { input, words, settledBy }];
    });
}

/** The key that would choose a nearer factor, if it was not given; else the input itself. A row that the method fixes is neither. */
function settlingName(input: string, declared: NumberInput, { given, families }: Filled): string | undefined {
  if (Object.hasOwn(given, input)) return undefined;
  const key = families.find(({ id }) => id === declared.from)?.key.name;
  if (declared.key !== undefined) return undefined;
  return key === undefined || Object.hasOwn(given, key) ? input : key;
}

/** What was used for a name that was given and is not held, if that moves the result. */
function standInsOf(
  { method, inputs, given, families }: Filled,
  influences: readonly CauseOfSpread[],
): readonly string[] {
  const steps = influences
    .filter(({ moves }) => moves)
    .flatMap(({ input }) => {
      const [declared, resolved] = [method.inputs[input], inputs[input]];
      if (declared?.kind !== "number" || resolved?.kind !== "number" || resolved.origin.kind !== "factor") return [];
      const key = families.find(({ id }) => id === declared.from)?.key.name;
      return key !== undefined && Object.hasOwn(given, key) ? resolved.origin.fallbacks.slice(0, 1) : [];
    });
  return [...new Set(steps)];
}

function assumedOf(
  inputs: ResolvedInputs,
  influences: readonly CauseOfSpread[],
  causes: readonly UncertaintyCause[],
): readonly string[] {
  const strong = influences.filter(({ moves }) => moves).map(({ input }) => input);
  const steps = strong
    .filter((input) => !causes.some((cause) => cause.input === input))
    .flatMap((input) => {
      const resolved = inputs[input];
      return resolved !== undefined && resolved.kind !== "list" && resolved.origin.kind === "factor"
        ? resolved.origin.fallbacks
        : [];
    });
  // The statement on the zone says these already.
  return [...new Set(steps)].filter((step) => !worldForZone.test(step));
}

/** How the families of electricity begin what they say where no zone was given. */
const worldForZone = /^No zone was given: .*\bworld\b/u;

/**
 * If no zone was given, the carbon intensity is the world average. The first screen always says so: countries differ more than
 * anything else does, and a cause of uncertainty does not say what was used.
 */
function worldAverageOf({ method, inputs, families }: Filled): readonly string[] {
  const carbon = new Set(families.filter(({ unit }) => unit.includes("CO2e")).map(({ id }) => id));
  return usesWorldAverage(method, inputs, carbon)
    ? ["No zone was given: the world average of electricity is used (zone=)."]
    : [];
}

function usesWorldAverage(graph: Graph, inputs: ResolvedInputs, carbon: ReadonlySet<string>): boolean {
  return Object.entries(inputs).some(([name, resolved]) => {
    const declared = graph.inputs[name];
    if (resolved.kind === "list")
      return (
        declared?.kind === "list" && resolved.rows.some((row) => usesWorldAverage(declared.of, row.fields, carbon))
      );
    return (
      declared?.kind === "number" &&
      declared.from !== undefined &&
      carbon.has(declared.from) &&
      resolved.origin.kind === "factor" &&
      resolved.origin.fallbacks.some((step) => worldForZone.test(step))
    );
  });
}
