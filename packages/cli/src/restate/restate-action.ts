import { existsSync } from "node:fs";
import { WattledgerError, causesOfChange, convert, formatNumber, knownPart, propagate } from "@wattledger/core";
import type { ChangeCause, FactorFamily, Given, Graph, Method, Quantity, ResolvedInputs } from "@wattledger/core";
import { factorSet, families, idOfOwn, withOwnFigures } from "@wattledger/factors";
import type { OwnFigures } from "@wattledger/factors";
import { accountRun, appendFootprint } from "@wattledger/meter";
import type { AccountedRun } from "@wattledger/meter";
import { measured } from "@wattledger/methods/measured";
import {
  chooseMethod,
  inputsAnew,
  methodOfRecord,
  parseEstimate,
  parseFactorSet,
  takeAsGiven,
} from "@wattledger/estimate";
import { readJsonFile } from "../json-file.ts";
import { pageWidth } from "../paragraph.ts";
import { changedInputs, restatementText } from "./restate-text.ts";
import type { Restatement } from "./restate-text.ts";
import type { RestateOptions } from "./restate.ts";
import { footprintOf, openRecord } from "../runs/runs-open.ts";
import { complain, writeJson, writeOut } from "../terminal.ts";

/** Schema of what `--json` prints: docs/restate.md. */
export const restatementSchema = "wattledger/restatement/1";

/** Does what `wattledger restate` was asked to. @throws WattledgerError for what is not there or cannot be filled anew */
export async function runRestate(what: string, options: RestateOptions): Promise<void> {
  const own =
    options.factors === undefined
      ? undefined
      : parseFactorSet(await readJsonFile(options.factors, "The factors"), options.factors);
  const used = new Set<string>();
  const factors = {
    name: own === undefined ? factorSet : `${factorSet} with ${own.name}`,
    families: own === undefined ? families : withOwnFigures(families, own).map((family) => noting(family, used)),
  };
  if (/\.json$|[/\\]/u.test(what) && !existsSync(what))
    throw new WattledgerError("bad-file", `There is no file ${what}; a run is named by its id or a part of it.`);
  const restatement = existsSync(what)
    ? await restateEstimate(what, factors, options)
    : await restateRun(what, factors, options);
  for (const warning of own === undefined ? [] : warningsOf(own, used)) complain(`${options.factors}: ${warning}`);
  if (options.json === true) writeJson({ schema: restatementSchema, ...restatement });
  else writeOut(restatementText(restatement, pageWidth(process.stdout.columns)));
}

/** The family, which notes the id of each figure that it finds. */
function noting(family: FactorFamily, used: Set<string>): FactorFamily {
  return {
    ...family,
    find: async (key) => {
      const found = await family.find(key);
      if (found.ok) used.add(found.value.factor.id);
      return found;
    },
  };
}

/** What a person who gave figures should know of them: which are unusual, and which nothing has asked for. */
function warningsOf(own: OwnFigures, used: ReadonlySet<string>): readonly string[] {
  return own.figures.flatMap((figure) => {
    const { family: id, keys, factor } = figure;
    const { usual = [-Infinity, Infinity], unit = factor.unit } = families.find((one) => one.id === id) ?? {};
    const value = convert(factor.value, factor.unit, unit);
    const isUsual = value >= usual[0] && value <= usual[1];
    const called = `the figure of ${id} for ${keys.join(", ") || "whatever is not named"}`;
    return [
      ...(isUsual ? [] : [`${called} is ${formatNumber(value)} ${unit}; usual are ${usual.join(" to ")} ${unit}.`]),
      ...(used.has(idOfOwn(own.name, figure)) ? [] : [`${called} was not used: nothing here asks for it.`]),
    ];
  });
}

interface Factors {
  readonly name: string;
  readonly families: readonly FactorFamily[];
}

async function restateRun(
  query: string,
  factors: Factors,
  { zone, pue, record: keep }: RestateOptions,
): Promise<Restatement> {
  const record = openRecord(query);
  const before = await footprintOf(record);
  const { started } = record;
  const options = {
    ...started.options,
    ...(zone === undefined ? {} : { zone }),
    ...(pue === undefined ? {} : { pue }),
  };
  const outcome = before.footprint.of.lineage.outcome ?? "interrupted";
  const after = await accountRun({ ...started, options }, before.measurement, outcome, factors);
  if (!after.ok) throw new WattledgerError("bad-input", after.error.map(({ message }) => message).join("\n"));
  if (keep === true) append(record.path, after.value);
  return compared(
    `Run ${started.name ?? started.id}`,
    { method: before.method, inputs: before.inputs, factorSet: before.footprint.made.factorSet },
    { method: measured, inputs: after.value.inputs, factorSet: factors.name },
  );
}

function append(path: string, accounted: AccountedRun): void {
  const problem = appendFootprint(path, accounted);
  if (problem !== undefined)
    throw new WattledgerError("bad-file", `The restated footprint is not on record: ${problem}`);
}

async function restateEstimate(
  path: string,
  factors: Factors,
  { zone, pue, record }: RestateOptions,
): Promise<Restatement> {
  if (record === true) {
    throw new WattledgerError(
      "bad-input",
      "--record is for runs: keep the estimate's file, and write what --json prints beside it.",
    );
  }
  const stored = parseEstimate(await readJsonFile(path, "The estimate"), path);
  const keys: Given = { ...(zone === undefined ? {} : { zone }), ...(pue === undefined ? {} : { pue }) };
  const assumed = Object.keys(stored.assumed);
  const whole = takeAsGiven(chooseMethod(stored.method.id), assumed, []);
  const { method } = knownPart(whole, { ...stated(stored.inputs), ...keys });
  const inputs = await inputsAnew(method, stored.inputs, factors.families, keys);
  // The id of the record is the current version's: the equations that it was computed by may have another id by now.
  const recorded = methodOfRecord(stored.method);
  const { method: earlier } = knownPart(
    recorded === undefined ? whole : takeAsGiven(recorded, assumed, []),
    stored.inputs,
  );
  return compared(
    `Estimate ${path}`,
    {
      method: { ...earlier, version: stored.method.version },
      inputs: sameNames(earlier, stored.inputs, inputs),
      factorSet: stored.factorSet,
      outputs: stored.outputs,
    },
    { method, inputs, factorSet: factors.name },
  );
}

/** What somebody stated; factors and defaults are filled again, or are not known any more. */
function stated(inputs: ResolvedInputs): ResolvedInputs {
  return Object.fromEntries(
    Object.entries(inputs).filter(
      ([, one]) => one.kind === "list" || (one.origin.kind !== "factor" && one.origin.kind !== "default"),
    ),
  );
}

/** The stored inputs of a graph. One that the record does not have, since it was added later, is as it is now. */
function sameNames(graph: Graph, stored: ResolvedInputs, now: ResolvedInputs): ResolvedInputs {
  const named = Object.keys(graph.inputs).flatMap((name) => {
    const one = stored[name] ?? now[name];
    return one === undefined ? [] : [[name, one] as const];
  });
  return Object.fromEntries(named);
}

interface Computed {
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly factorSet: string;
  /** Outputs as they were stored, where they were. */
  readonly outputs?: Readonly<Record<string, Quantity>>;
}

function compared(of: string, before: Computed, after: Computed): Restatement {
  const shared = Object.entries(after.method.outputs).filter(([, name]) =>
    Object.hasOwn(before.method.equations, name),
  );
  const equations = shared.map(([, name]) => name);
  const earlier = propagate(before.method, before.inputs, equations);
  const later = propagate(after.method, after.inputs, equations);
  const figures = shared.flatMap(([name, equation]) => {
    const from = before.outputs?.[name] ?? earlier.get(equation)?.quantity;
    const to = later.get(equation)?.quantity;
    if (from === undefined || to === undefined) return [];
    return [{ name, before: from, after: to, causes: causesOf(before, after, equation, from, to) }];
  });
  const changed = new Set(figures.flatMap(({ causes }) => causes.flatMap(({ name }) => (name === "" ? [] : [name]))));
  return {
    of,
    method: { id: after.method.id, before: before.method.version, after: after.method.version },
    factorSet: { before: before.factorSet, after: after.factorSet },
    figures,
    changed: changedInputs(before.inputs, after.inputs, [...changed]),
  };
}

/** Of a stored result whose equations are on record no more, what its inputs do not explain is theirs. */
function causesOf(
  before: Computed,
  after: Computed,
  equation: string,
  from: Quantity,
  to: Quantity,
): readonly ChangeCause[] {
  const { causes } = causesOfChange(
    { graph: before.method, inputs: before.inputs },
    { graph: after.method, inputs: after.inputs },
    equation,
  );
  const explained = causes.reduce((sum, { change }) => sum + change, 0);
  const rest = to.nominal - convert(from.nominal, from.unit, to.unit) - explained;
  const isRounding = Math.abs(rest) <= 1e-9 * Math.max(Math.abs(to.nominal), Math.abs(from.nominal));
  return isRounding ? causes : [{ kind: "equations", name: "", change: rest }, ...causes];
}
