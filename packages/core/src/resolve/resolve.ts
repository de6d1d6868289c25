import { expectKind, expectMembers, inWords } from "../argument.ts";
import { defined } from "../defined.ts";
import { WattledgerError, isWattledgerError } from "../error.ts";
import { checkDistribution } from "../graph/check-resolved.ts";
import { expectFactor, expectFamilies, expectGraph, expectInput, expectOrigin } from "../graph/expect-graph.ts";
import type { FactorFamily, FoundFactor } from "../graph/factor.ts";
import type { Given, GivenInput, GivenNumber, GivenRow } from "../graph/given.ts";
import type { ChoiceInput, Graph, Input, ListInput, NumberInput } from "../graph/graph.ts";
import { indexOf, numberOf } from "../graph/input-value.ts";
import type { Origin } from "../graph/origin.ts";
import type { ResolvedChoice, ResolvedInput, ResolvedInputs, ResolvedNumber, ResolvedRow } from "../graph/resolved.ts";
import { mayStayUnknown } from "../graph/unknown.ts";
import { suggestion } from "../nearest.ts";
import { fail, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { scaleDistribution } from "../uncertainty/spread.ts";
import { convert } from "../units/unit.ts";
import { wrongAccounting } from "./accounting.ts";
import { givenOf, impliedKey, impliedOf } from "./implied-key.ts";
import { incredible, tooLargeParts, withStandIn } from "./judge.ts";
import { filledKey, keysOf, namesToGive } from "./keys.ts";
import { isRows, rowProblem } from "./rows.ts";

/** What was wrong with what was given; `name` is the input or key. */
export interface ResolveFailure {
  readonly kind: "missing-input" | "bad-input" | "unknown-name" | "no-factor" | "bad-unit" | "not-credible";
  readonly name: string;
  readonly message: string;
}

/** What the caller decides about filling inputs. */
export interface ResolveOptions {
  /** Inputs whose given value is taken although it is not {@link Credible}; `everything` for values that were judged before. */
  readonly accept?: readonly string[] | "everything";
}

/**
 * Fills every input of a graph, in this order: what is given, the factor family named by `from` (its row chosen by the
 * family's key among `given`), the declared default. Each carries its origin, so that nothing is filled in silence.
 * All failures are reported, not only the first. The names of a method's inputs complete as one types; which keys there are is
 * the families' to say, so that a name that nobody knows is found here, and not by the compiler.
 */
export async function resolve<I extends string>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>> },
  given: Given<NoInfer<I>> & Given,
  families: readonly FactorFamily[],
  options: ResolveOptions = {},
): Promise<Result<ResolvedInputs, readonly ResolveFailure[]>> {
  expectGraph(graph);
  expectKind("What is given", given, "object");
  expectFamilies(families);
  expectKind("The options", options, "object");
  const context: Context = { given, families: byId(families), options };
  const failures: ResolveFailure[] = [];
  const known = namesToGive(graph, families);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    failures.push({ kind: "unknown-name", name, message: `Unknown input \`${name}\`.${suggestion(name, known)}` });
  }
  const resolved: Record<string, ResolvedInput> = {};
  for (const [name, declared] of Object.entries(graph.inputs)) {
    const one = await resolveOne(name, declared, context);
    if (!one.ok) failures.push(...one.error);
    else if (one.value !== undefined) resolved[name] = one.value;
  }
  failures.push(...incredible(graph, resolved, options.accept ?? []), ...tooLargeParts(graph, resolved));
  return failures.length > 0 ? fail(withoutTwins(failures)) : ok(resolved);
}

/** What one input is filled from. */
export interface ResolveContext {
  /** Inputs and keys by name; names that the input does not use are ignored. */
  readonly given: Given;
  readonly families: readonly FactorFamily[];
}

/**
 * Fills one input as {@link resolve} does, without its graph. The value is undefined for an input that may stay unknown.
 * Whether a value is credible, and whether parts exceed their whole, only `resolve` judges.
 */
export async function resolveInput(
  name: string,
  declared: Input,
  context: ResolveContext,
): Promise<Result<ResolvedInput | undefined, readonly ResolveFailure[]>> {
  expectInput(name, declared);
  expectMembers("The context", context, { given: "object", families: "list" });
  expectFamilies(context.families);
  const { given, families } = context;
  return resolveOne(name, declared, { given, families: byId(families), options: { accept: "everything" } });
}

interface Context {
  readonly given: Given;
  readonly families: ReadonlyMap<string, FactorFamily>;
  readonly options: ResolveOptions;
}

function byId(families: readonly FactorFamily[]): ReadonlyMap<string, FactorFamily> {
  return new Map(families.map((family) => [family.id, family]));
}

/** One wrong key is one failure, even if several inputs need it. */
function withoutTwins(failures: readonly ResolveFailure[]): readonly ResolveFailure[] {
  const byProblem = new Map<string, ResolveFailure>();
  for (const one of failures) {
    const problem = one.kind === "unknown-name" ? `${one.kind} ${one.name}` : `${one.kind} ${one.name} ${one.message}`;
    if (!byProblem.has(problem)) byProblem.set(problem, one);
  }
  return [...byProblem.values()];
}

/** A resolved number whose origin and error are a factor's. The factor's id is its variable. */
export function fromFactor(found: FoundFactor, unit: string): ResolvedNumber {
  expectMembers("What was found", found, { factor: "object", fallbacks: "list" });
  expectFactor(found.factor);
  const { factor, fallbacks, matched } = found;
  const scale = convert(1, factor.unit, unit);
  return {
    kind: "number",
    value: factor.value * scale,
    unit,
    origin: { kind: "factor", factor, fallbacks, ...defined({ matched }) },
    distribution: scaleDistribution(factor.uncertainty.distribution, scale),
    variable: factor.id,
  };
}

async function resolveOne(
  name: string,
  declared: Input,
  context: Context,
): Promise<Result<ResolvedInput | undefined, readonly ResolveFailure[]>> {
  const value = givenOf(context.given, name);
  switch (declared.kind) {
    case "list":
      return resolveList(name, declared, value, context);
    case "choice":
      return attempt(name, () => resolveChoice(name, declared, value));
    case "number":
      if (value === undefined && mayStayUnknown(declared)) return resolveMarket(name, declared, context);
      return resolveNumber(name, declared, value, context);
  }
}

async function resolveNumber(
  name: string,
  declared: NumberInput,
  value: GivenInput | undefined,
  { given, families }: Context,
): Promise<Result<ResolvedNumber, readonly ResolveFailure[]>> {
  if (value !== undefined) return attempt(name, () => givenNumber(name, declared, value));
  const family = declared.from === undefined ? undefined : families.get(declared.from);
  if (family !== undefined && declared.key !== undefined) return byOwnKey(name, declared, declared.key, family, given);
  if (family !== undefined) {
    const key = givenOf(given, family.key.name);
    if (key !== undefined && typeof key !== "string") {
      const message = `\`${family.key.name}\` must be a word: ${family.key.help}.`;
      return fail([{ kind: "bad-input", name: family.key.name, message }]);
    }
    if (key?.trim() === "") {
      const message = `\`${family.key.name}\` is empty. Give a name, such as ${family.key.examples[0] ?? "FR"}, or leave it out.`;
      return fail([{ kind: "bad-input", name: family.key.name, message }]);
    }
    const found = await askFamily(family, key, key === undefined ? await impliedKey(family, given) : undefined);
    if (found.ok) return filled(name, declared, found.value);
    // A key that was given and not found is an error. The default is used only if no key was given.
    if (key !== undefined || declared.default === undefined) {
      return fail([
        { kind: found.error.kind, name: key === undefined ? name : family.key.name, message: found.error.message },
      ]);
    }
  }
  return attempt(name, () => byDefault(name, declared, declared.source ?? "stated by the method"));
}

/** What a family answers, which may be a caller's own. @throws WattledgerError `bad-input` for what is not a {@link Result} */
async function askFamily(
  family: FactorFamily,
  key: string | undefined,
  implied?: string,
): ReturnType<FactorFamily["find"]> {
  // What another key implies may be unknown to this family: nobody asked it for that.
  const byImplied = implied === undefined ? undefined : await family.find(implied);
  const answer = byImplied?.ok === true ? byImplied : await family.find(key);
  const what = `The answer of the family ${family.id}`;
  expectMembers(what, answer, { ok: "boolean" });
  if (answer.ok) expectMembers(what, answer.value, { factor: "object", fallbacks: "list" });
  else expectMembers(what, answer.error, { kind: "text", message: "text" });
  return answer;
}

/** An input that a factor fills, unless the factor is of another accounting than the input. */
function filled(
  name: string,
  declared: NumberInput,
  found: FoundFactor,
): Result<ResolvedNumber, readonly ResolveFailure[]> {
  const message = wrongAccounting(name, declared, found.factor);
  if (message !== undefined) return fail([{ kind: "no-factor", name, message }]);
  return attempt(name, () => checked(name, declared, fromFactor(withStandIn(found, declared), declared.unit)));
}

/** An input that may stay unknown: the market-based figure for the family's key, if there is one. */
async function resolveMarket(
  name: string,
  declared: NumberInput,
  { given, families }: Context,
): Promise<Result<ResolvedNumber | undefined, readonly ResolveFailure[]>> {
  const family = declared.marketFrom === undefined ? undefined : families.get(declared.marketFrom);
  if (family?.findMarket === undefined) return ok(undefined);
  const key = givenOf(given, family.key.name) ?? (await impliedKey(family, given));
  if (key !== undefined && typeof key !== "string") return ok(undefined);
  const found = await family.findMarket(key);
  return found.ok ? filled(name, declared, found.value) : ok(undefined);
}

/** The row that an input's own key names. If the key cannot be filled or names no row, the default with the reason. */
async function byOwnKey(
  name: string,
  declared: NumberInput,
  template: string,
  family: FactorFamily,
  given: Given,
): Promise<Result<ResolvedNumber, readonly ResolveFailure[]>> {
  const key = filledKey(template, given);
  const found = key === undefined ? undefined : await askFamily(family, key);
  if (found?.ok === true) return filled(name, declared, found.value);
  if (declared.default === undefined && found !== undefined) {
    return fail([{ kind: found.error.kind, name, message: found.error.message }]);
  }
  const source = declared.source ?? "stated by the method";
  const said = typeof source === "string" ? source : source.title;
  return attempt(name, () =>
    byDefault(name, declared, found === undefined ? source : `${said} (${found.error.message})`),
  );
}

function byDefault(name: string, declared: NumberInput, source: NonNullable<NumberInput["source"]>): ResolvedNumber {
  const { unit, distribution } = declared;
  const value = numberOf(name, declared, undefined);
  const origin: Origin = { kind: "default", source };
  return { kind: "number", value, unit, origin, ...defined({ distribution }) };
}

function resolveChoice(name: string, declared: ChoiceInput, value: GivenInput | undefined): ResolvedChoice {
  const text = declared.options[indexOf(name, declared, value)] ?? "";
  const stated: Origin = { kind: "default", source: declared.source ?? "stated by the method" };
  return { kind: "choice", value: text, origin: value === undefined ? stated : { kind: "given" } };
}

async function resolveList(
  name: string,
  { of, optional }: ListInput,
  value: GivenInput | undefined,
  { given, families, options }: Context,
): Promise<Result<ResolvedInput, readonly ResolveFailure[]>> {
  if (value === undefined && optional === true) return ok({ kind: "list", rows: [] });
  if (value === undefined) {
    const message = `Input \`${name}\` is missing. Give its rows, or an empty list.`;
    return fail([{ kind: "missing-input", name, message }]);
  }
  if (!isRows(value)) {
    const message = `Input \`${name}\` must be a list of rows, not ${inWords(value)}.`;
    return fail([{ kind: "bad-input", name, message }]);
  }
  const rows: ResolvedRow[] = [];
  const failures: ResolveFailure[] = [];
  // Rows see the keys of the whole, so that one zone serves all.
  const outer: Record<string, GivenInput> = {};
  for (const key of keysOf(of, families)) {
    const keyValue = givenOf(given, key) ?? (await impliedOf(key, families, given));
    if (keyValue !== undefined) outer[key] = keyValue;
  }
  for (const [index, row] of value.entries()) {
    const problem = rowProblem(row);
    if (problem !== undefined) {
      failures.push({ kind: "bad-input", name, message: `Row ${index + 1} of \`${name}\` ${problem}.` });
      continue;
    }
    const label = row.label ?? String(index + 1);
    const resolved = await resolve(of, { ...outer, ...row.fields }, [...families.values()], options);
    if (resolved.ok) {
      const fields = Object.entries(resolved.value).flatMap(([field, one]) =>
        one.kind === "list" ? [] : [[field, one] as const],
      );
      rows.push({ label, ...defined({ about: row.about }), fields: Object.fromEntries(fields) });
    } else {
      failures.push(...resolved.error.map((one) => ({ ...one, name: `${name}[${label}].${one.name}` })));
    }
  }
  return failures.length > 0 ? fail(failures) : ok({ kind: "list", rows });
}

/** A number as a caller gives it, in the unit of its input and within its bounds. @throws WattledgerError `bad-input`, `bad-unit` */
export function givenNumber(name: string, declared: NumberInput, value: GivenInput): ResolvedNumber {
  expectInput(name, declared);
  const full = typeof value === "number" ? { value } : asNumber(name, declared, value);
  const wrong = full.origin?.kind === "factor" ? wrongAccounting(name, declared, full.origin.factor) : undefined;
  if (wrong !== undefined) throw new WattledgerError("bad-input", wrong);
  const scale = full.unit === undefined ? 1 : convert(1, full.unit, declared.unit);
  return checked(
    name,
    declared,
    {
      kind: "number",
      value: full.value * scale,
      unit: declared.unit,
      origin: full.origin ?? { kind: "given" },
      ...(full.distribution === undefined ? {} : { distribution: scaleDistribution(full.distribution, scale) }),
      ...defined({ variable: full.variable }),
    },
    full.unit === undefined ? undefined : { value: full.value, unit: full.unit },
  );
}

/** @throws WattledgerError `bad-input` for what is not a number, such as a word or a list. */
function asNumber(name: string, declared: NumberInput, value: string | GivenNumber | readonly GivenRow[]): GivenNumber {
  if (typeof value !== "object" || value === null || !("value" in value)) {
    return { value: numberOf(name, declared, value) };
  }
  expectMembers(`\`${name}\``, value, { value: "number", unit: "text?", origin: "object?", variable: "text?" });
  checkDistribution(name, value.distribution, value.value);
  if (value.origin !== undefined) expectOrigin(value.origin);
  return value;
}

/** The same number, once it lies within the bounds of its input. */
function checked(
  name: string,
  declared: NumberInput,
  resolved: ResolvedNumber,
  written?: { readonly value: number; readonly unit: string },
): ResolvedNumber {
  numberOf(name, declared, resolved.value, written);
  return resolved;
}

function attempt<T>(name: string, work: () => T): Result<T, readonly ResolveFailure[]> {
  try {
    return ok(work());
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    const kind = error.kind === "missing-input" || error.kind === "bad-unit" ? error.kind : "bad-input";
    return fail([{ kind, name, message: error.message }]);
  }
}
