import { describeDimension, parseUnit, usualRange } from "@wattledger/core";
import type { Expression, FactorFamily, Graph, Method, NumberInput, Source } from "@wattledger/core";
import { shippedLicences } from "../packages/factors/src/licences.ts";

/**
 * What a method lacks that the project asks of each: sources with year and licence, help for the numbers of its paper, a page
 * with its limits, the roles that
 * a comparison reads, ranges for its times. Each fault names the place. The tests of the registry and of the example in
 * docs/writing-a-method.md ask the same.
 */
export function methodFaults(method: Method, families: readonly FactorFamily[]): readonly string[] {
  const graphs = graphsOf(method);
  return [
    ...faultsOf(method.source),
    ...graphs.flatMap(unsourced),
    ...graphs.flatMap(unexplained),
    ...pageFaults(method),
    ...roleFaults(method),
    ...timesWithoutRange(method, families),
  ];
}

/** The graph of a method and those of its lists' rows. */
function graphsOf(method: Method): readonly Graph[] {
  return [method, ...Object.values(method.inputs).flatMap((one) => (one.kind === "list" ? [one.of] : []))];
}

/** Defaults and tables that do not say where they are from. */
function unsourced({ inputs, tables }: Graph): readonly string[] {
  return [
    ...Object.entries(inputs).flatMap(([name, declared]) =>
      declared.kind === "list" || declared.default === undefined ? [] : sourceFaults(name, declared.source),
    ),
    ...Object.entries(tables).flatMap(([name, { source }]) => sourceFaults(name, source)),
  ];
}

/** Equations with a number of their paper that do not say what it is. */
function unexplained({ equations }: Graph): readonly string[] {
  return Object.entries(equations).flatMap(([name, { expression, help }]) =>
    help === undefined && holdsConstant(expression) ? [`${name} holds a number and has no help that explains it`] : [],
  );
}

function isSentence(text: string): boolean {
  return /^[A-Z].{15,}\.$/u.test(text);
}

function pageFaults(method: Method): readonly string[] {
  const { whenToUse = "", whenNotToUse = "", example, critique, boundary } = method;
  return [
    ...(isSentence(whenToUse) ? [] : ["whenToUse is not a sentence"]),
    ...(isSentence(whenNotToUse) ? [] : ["whenNotToUse is not a sentence"]),
    ...(Object.keys(example ?? {}).length > 0 ? [] : ["example has no values, as on the command line"]),
    ...(critique.length > 0 ? [] : ["critique is empty: say what is known against the method"]),
    ...(boundary.excludes.length > 0 ? [] : ["boundary.excludes is empty: say what a reader might expect"]),
  ];
}

/** Roles that a comparison needs and the method does not state. */
function roleFaults({ accepts, outputs, boundary, roles = {} }: Method): readonly string[] {
  if (accepts.length === 0 || outputs["energy"] === undefined) return [];
  const countsFacility = boundary.energy === "facility" || boundary.energy === "full-stack";
  const countsCarbon = outputs["gwp"] !== undefined;
  return [
    ...(boundary.energy === undefined ? ["boundary.energy is missing: say how far the output `energy` reaches"] : []),
    ...(countsFacility && roles.pue === undefined && roles.itEnergy === undefined
      ? ["roles: name the input `pue`, or the equation `itEnergy`; `pue: null` if the method counts none apart"]
      : []),
    ...(countsCarbon && roles.intensity === undefined
      ? ["roles: name the input `intensity` of the output `gwp`; null if there are several"]
      : []),
    ...(countsCarbon && boundary.lifeCycle.includes("manufacturing") && roles.embodied === undefined
      ? ["roles: name the part `embodied` of the output `gwp`; null if it holds none"]
      : []),
  ];
}

// Sums over many machines, times on a clock, and constants: any number of seconds or hours may be meant.
const anyTime =
  /(?:gpuTime|vcpuTime|acceleratorTime|coreTime|cpuTime|trainingTime|\.time|region(?:Start|End)|latency(?:Alpha|Beta|Gamma|Deviation))$/u;

/** Times whose usual range is missing, or so wide that hours pass for seconds. */
function timesWithoutRange({ inputs }: Graph, families: readonly FactorFamily[], path = ""): readonly string[] {
  return Object.entries(inputs).flatMap(([name, declared]) => {
    if (declared.kind === "list") return timesWithoutRange(declared.of, families, `${path}${name}.`);
    return declared.kind === "choice" || anyTime.test(path + name) ? [] : timeFaults(path + name, declared, families);
  });
}

function timeFaults(name: string, declared: NumberInput, families: readonly FactorFamily[]): readonly string[] {
  const { dimension, scale } = parseUnit(declared.unit);
  if (describeDimension(dimension) !== "time") return [];
  const usual = usualRange(declared, families);
  if (usual === undefined) return [`${name} is a time without \`usual\`: a value in another unit would pass`];
  const [low, high] = usual;
  const typicalSeconds = Math.sqrt(low * high) * scale;
  const inOther = declared.unit === "s" || scale > 86_400 ? typicalSeconds / 3600 : typicalSeconds;
  return inOther < low || inOther > high ? [] : [`the usual range of ${name} is so wide that another unit would pass`];
}

/** `MPL-2.0 (code), CC-BY-4.0 (text)` names two. */
function licencesOf({ license = "" }: Source): readonly string[] {
  return license.split(", ").map((one) => one.replace(/ \(.*\)$/u, ""));
}

/** Licences of texts, of which single figures are taken and not a sentence. */
const ofTexts: ReadonlySet<string> = new Set(["CC-BY-SA-4.0"]);

/** A source without a year, or under a licence that may not travel. */
export function faultsOf(source: Source): readonly string[] {
  const { title, version, locator } = source;
  const dated = /\b(19|20)\d\d\b|arXiv \d{4}\.\d{5}/u.test(`${title} ${version} ${locator}`);
  return [
    ...(dated ? [] : [`the source "${title}, ${version}" says no year`]),
    ...licencesOf(source)
      .filter((licence) => !Object.hasOwn(shippedLicences, licence) && !ofTexts.has(licence))
      .map((licence) => `"${title}" is under "${licence}", which is not among the licences that may travel`),
  ];
}

function sourceFaults(name: string, source: string | Source | undefined): readonly string[] {
  if (source === undefined || source === "") return [`${name} has no source`];
  return typeof source === "string" ? [] : faultsOf(source).map((fault) => `${name}: ${fault}`);
}

/** Whether a formula holds a number that does more than count, double or shift a unit. */
function holdsConstant(expression: Expression): boolean {
  if (expression.kind === "number") {
    const { value } = expression;
    return ![0, 1, 2].includes(value) && !(value >= 10 && Number.isInteger(Math.log10(value)));
  }
  return Object.values(expression).some((part: unknown) =>
    Array.isArray(part)
      ? part.some((one: unknown) => isExpression(one) && holdsConstant(one))
      : isExpression(part) && holdsConstant(part),
  );
}

function isExpression(part: unknown): part is Expression {
  return typeof part === "object" && part !== null && "kind" in part;
}
