import { existsSync } from "node:fs";
import { WattledgerError, convert, defined, formatNumber } from "@wattledger/core";
import type { FactorFamily, Method } from "@wattledger/core";
import { compared, parseEstimate, parseFactorSet, restateEstimate } from "@wattledger/estimate";
import type { Computed, RestateFactors, Restatement } from "@wattledger/estimate";
import { factorSet, families, idOfOwn, withOwnFigures } from "@wattledger/factors";
import type { OwnFigures } from "@wattledger/factors";
import { accountRun, appendFootprint } from "@wattledger/meter";
import type { AccountedRun } from "@wattledger/meter";
import { measured } from "@wattledger/methods/measured";
import { readJsonFile } from "../json-file.ts";
import { pageWidth } from "../paragraph.ts";
import { footprintOf, openRecord } from "../runs/runs-open.ts";
import { complain, writeJson, writeOut } from "../terminal.ts";
import { restatementText } from "./restate-text.ts";
import type { RestateOptions } from "./restate.ts";

/** Schema of what `--json` prints: docs/restate.md. */
export const restatementSchema = "wattledger/restatement/1";

/** Runs `wattledger restate`. @throws WattledgerError for what does not exist or cannot be computed again */
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
    throw new WattledgerError(
      "bad-file",
      `The file ${what} does not exist. For a run, give its id, a part of it, its name, or \`last\`.`,
    );
  const restatement = existsSync(what)
    ? await restateFile(what, factors, options)
    : await restateRun(what, factors, options);
  for (const warning of own === undefined ? [] : warningsOf(own, used)) complain(`${options.factors}: ${warning}`);
  const { isTotal: _, ...data } = restatement;
  if (options.json === true) writeJson({ schema: restatementSchema, ...data });
  else
    writeOut(
      restatementText(restatement, pageWidth(process.stdout.columns), options.verbose === true ? "full" : "short"),
    );
}

/** The family, which notes the id of each figure that it finds. */
function noting(family: FactorFamily, used: Set<string>): FactorFamily {
  const { find, findMarket } = family;
  const noted =
    (look: FactorFamily["find"]): FactorFamily["find"] =>
    async (key) => {
      const found = await look(key);
      if (found.ok) used.add(found.value.factor.id);
      return found;
    };
  return { ...family, find: noted(find), ...(findMarket !== undefined && { findMarket: noted(findMarket) }) };
}

/** Warnings on given figures: which are unusual, and which are not used. */
function warningsOf(own: OwnFigures, used: ReadonlySet<string>): readonly string[] {
  return own.figures.flatMap((figure) => {
    const { family: id, keys, factor } = figure;
    const { usual = [-Infinity, Infinity], unit = factor.unit } = families.find((one) => one.id === id) ?? {};
    const value = convert(factor.value, factor.unit, unit);
    const isUsual = value >= usual[0] && value <= usual[1];
    const called = `the figure of ${id} for ${keys.join(", ") || "any other key"}`;
    return [
      ...(isUsual
        ? []
        : [`${called} is ${formatNumber(value)} ${unit}. The usual range is ${usual.join(" to ")} ${unit}.`]),
      ...(used.has(idOfOwn(own.name, figure)) ? [] : [`${called} is not used: no input asks for it.`]),
    ];
  });
}

async function restateRun(
  query: string,
  factors: RestateFactors,
  { zone, pue, record: keep }: RestateOptions,
): Promise<Restatement> {
  const record = openRecord(query);
  const before = await footprintOf(record);
  const { started } = record;
  const options = {
    ...started.options,
    ...defined({ zone, pue }),
  };
  const outcome = before.footprint.of.lineage.outcome ?? "interrupted";
  const after = await accountRun({ ...started, options }, before.measurement, outcome, factors);
  if (!after.ok) throw new WattledgerError("bad-input", after.error.map(({ message }) => message).join("\n"));
  if (keep === true) append(record.path, after.value);
  return compared(
    `Run ${started.name ?? started.id}`,
    { ...computedBy(before.method, before), factorSet: before.footprint.made.factorSet },
    { ...computedBy(measured, after.value), factorSet: factors.name },
  );
}

/** What a run was computed by, with the figures that its record holds and its pages print. */
function computedBy(
  method: Method,
  { inputs, results }: Pick<AccountedRun, "inputs" | "results">,
): Pick<Computed, "method" | "inputs" | "outputs"> {
  const outputs = Object.entries(method.outputs).flatMap(([output, equation]) => {
    const quantity = results.get(equation)?.quantity;
    return quantity === undefined ? [] : [[output, quantity] as const];
  });
  return { method, inputs, outputs: Object.fromEntries(outputs) };
}

function append(path: string, accounted: AccountedRun): void {
  const problem = appendFootprint(path, accounted);
  if (problem !== undefined)
    throw new WattledgerError("bad-file", `The restated footprint could not be recorded: ${problem}`);
}

async function restateFile(
  path: string,
  factors: RestateFactors,
  { zone, pue, record }: RestateOptions,
): Promise<Restatement> {
  if (record === true) {
    throw new WattledgerError(
      "bad-input",
      "--record is for runs. For an estimate, write the output of --json to a file: wattledger restate FILE --json > RESTATED.",
    );
  }
  const stored = parseEstimate(await readJsonFile(path, "The estimate"), path);
  return restateEstimate(`Estimate ${path}`, stored, factors, defined({ zone, pue }));
}
