import { WattledgerError, defined, knownPart, namesToGive, resolve } from "@wattledger/core";
import type {
  FactorFamily,
  Given,
  GivenInput,
  GivenRow,
  Graph,
  Input,
  Method,
  ResolvedChoice,
  ResolvedInput,
  ResolvedInputs,
  ResolvedNumber,
} from "@wattledger/core";
import { plainIssues, quantitySchema, recordOf, resolvedInputsSchema } from "@wattledger/core/schemas";
import { keyOfFactor } from "@wattledger/factors";
import * as z from "zod";
import { chooseMethod } from "../choose/choose-method.ts";
import { methodOfRecord } from "../choose/method-of-record.ts";
import { takeAsGiven } from "../estimate/narrow.ts";
import { compared } from "./restatement.ts";
import type { Restatement } from "./restatement.ts";

/** What is read of an estimate that was stored: docs/estimate-json.md has the rest. */
const storedSchema = z.looseObject({
  schema: z.literal("wattledger/estimate/1"),
  method: z.looseObject({ id: z.string(), version: z.string() }),
  factorSet: z.string(),
  assumed: recordOf(z.string()),
  /** Absent in records from before 2026-12. */
  keys: z.exactOptional(recordOf(z.string())),
  inputs: resolvedInputsSchema,
  outputs: recordOf(quantitySchema),
});

/** A stored estimate, as far as it matters for doing it again. */
export type StoredEstimate = z.infer<typeof storedSchema>;

/** @throws WattledgerError `bad-file` */
export function parseEstimate(data: unknown, name: string): StoredEstimate {
  const parsed = storedSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new WattledgerError(
    "bad-file",
    `${name} is not an estimate that \`wattledger estimate --json\` wrote:\n  ${plainIssues(parsed.error, data).join("\n  ")}`,
  );
}

/** Figures to restate with, and the name of their set. */
export interface RestateFactors {
  readonly name: string;
  readonly families: readonly FactorFamily[];
}

/**
 * A stored estimate by today's equations and factors: what was given stays; what factors filled is looked up again by the keys
 * that chose it; what a default filled is filled by today's.
 *
 * @param of What it is of, for people: `Estimate e.json`
 * @param changes Inputs and keys that replace the recorded ones: `{zone: "DE"}`
 * @throws WattledgerError `bad-input` if an input cannot be filled any more
 */
export async function restateEstimate(
  of: string,
  stored: StoredEstimate,
  { name: factorSet, families }: RestateFactors,
  changes: Given,
): Promise<Restatement> {
  const assumed = Object.keys(stored.assumed);
  const whole = takeAsGiven(chooseMethod(stored.method.id), assumed, []);
  const inputs = await filledAgain(whole, stored, families, changes);
  const { method } = knownPart(whole, inputs);
  // The id of the record is the current version's: the equations that it was computed by may have another id by now.
  const recorded = methodOfRecord(stored.method);
  const { method: earlier } = knownPart(
    recorded === undefined ? whole : takeAsGiven(recorded, assumed, []),
    stored.inputs,
  );
  return compared(
    of,
    {
      method: { ...earlier, version: stored.method.version },
      inputs: sameNames(earlier, stored.inputs, inputs),
      factorSet: stored.factorSet,
      outputs: stored.outputs,
    },
    { method, inputs, factorSet },
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

async function filledAgain(
  method: Method,
  { keys, inputs: stored }: StoredEstimate,
  families: readonly FactorFamily[],
  changes: Given,
): Promise<ResolvedInputs> {
  const kept = Object.keys(method.inputs).flatMap((name) => {
    const value = givenAgain(stored[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const known = new Set(namesToGive(method, families));
  for (const name of Object.keys(changes)) {
    if (known.has(name)) continue;
    const message = `\`${name}\` does not affect this estimate: ${method.id} has no input that depends on it. Leave it out.`;
    throw new WattledgerError("bad-input", message);
  }
  const given: Given = { ...Object.fromEntries(kept), ...(keys ?? keysOnRecord(stored, method, families)), ...changes };
  const rows = keys === undefined ? await byRecordedRows(method, stored, families) : { method, kept: {} };
  const resolved = await resolve(
    rows.method,
    Object.fromEntries(Object.entries({ ...rows.kept, ...given }).filter(([name]) => known.has(name))),
    families,
    // What is on record was judged when it was given.
    { accept: "everything" },
  );
  if (resolved.ok) return resolved.value;
  const reasons = resolved.error.map(({ message }) => `  - ${message}`).join("\n");
  throw new WattledgerError("bad-input", `The estimate of ${method.id} cannot be restated.\n${reasons}`);
}

/** A record without its keys: rows that were found by an input's own key. */
interface RecordedRows {
  /** The method, whose inputs name the rows on record. */
  readonly method: Method;
  /** Figures whose row cannot be looked up by its name: they stay as they are on record. */
  readonly kept: Given;
}

async function byRecordedRows(
  method: Method,
  stored: ResolvedInputs,
  families: readonly FactorFamily[],
): Promise<RecordedRows> {
  const inputs: Record<string, Input> = {};
  const kept: Record<string, GivenInput> = {};
  for (const [name, declared] of Object.entries(method.inputs)) {
    const one = stored[name];
    inputs[name] = declared;
    if (declared.kind !== "number" || one?.kind !== "number") continue;
    const row = keyOf(one);
    if (row === undefined) continue;
    if (declared.key !== undefined) inputs[name] = { ...declared, key: row };
    const found = await families.find(({ id }) => id === declared.from)?.find(row);
    if (found?.ok !== true) kept[name] = numberAgain(one);
  }
  return { method: { ...method, inputs }, kept };
}

/** The keys that chose factors of a record, by the name of the key: `{model: "openai/gpt-4o", zone: "FRA"}`. */
function keysOnRecord(stored: ResolvedInputs, method: Method, families: readonly FactorFamily[]): Given {
  const found = Object.values(stored).flatMap((one) => {
    if (one.kind !== "number" || one.origin.kind !== "factor") return [];
    const { id } = one.origin.factor;
    const family = families.find((candidate) => id.startsWith(`${candidate.id}/`));
    const key = keyOf(one);
    // An input of the same name as the key has a value of its own on record.
    if (family === undefined || key === undefined || Object.hasOwn(method.inputs, family.key.name)) return [];
    return [[family.key.name, key] as const];
  });
  return Object.fromEntries(found.toReversed());
}

/** What a person, an instrument or a caller stated is given again; factors and defaults are not. */
function givenAgain(stored: ResolvedInput | undefined): GivenInput | undefined {
  if (stored === undefined) return undefined;
  if (stored.kind === "list") return stored.rows.map((row) => rowAgain(row.label, row.fields));
  if (stored.origin.kind === "factor" || stored.origin.kind === "default") return undefined;
  return stored.kind === "choice" ? stored.value : numberAgain(stored);
}

/** Of a row everything stays: the keys that chose its factors are not on record apart from them. */
function rowAgain(label: string, fields: Readonly<Record<string, ResolvedNumber | ResolvedChoice>>): GivenRow {
  const entries = Object.entries(fields).map(
    ([name, one]) => [name, one.kind === "choice" ? one.value : numberAgain(one)] as const,
  );
  return { label, fields: Object.fromEntries(entries) };
}

function numberAgain({
  value,
  unit,
  distribution,
  origin,
  variable,
}: ResolvedNumber): Exclude<GivenInput, string | number | readonly GivenRow[]> {
  return {
    value,
    unit,
    origin,
    ...defined({ distribution, variable }),
  };
}

function keyOf(stored: ResolvedInput | undefined): string | undefined {
  return stored?.kind === "number" && stored.origin.kind === "factor" ? keyOfFactor(stored.origin) : undefined;
}
