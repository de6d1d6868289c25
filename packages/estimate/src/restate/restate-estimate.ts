import { WattledgerError, resolveInput } from "@wattledger/core";
import type {
  FactorFamily,
  Given,
  GivenInput,
  GivenRow,
  Graph,
  ResolvedChoice,
  ResolvedInput,
  ResolvedInputs,
  ResolvedNumber,
} from "@wattledger/core";
import { plainIssues, quantitySchema, recordOf, resolvedInputsSchema } from "@wattledger/core/schemas";
import { keyOfFactor } from "@wattledger/factors";
import * as z from "zod";

/** What is read of an estimate that was stored: docs/estimate-json.md has the rest. */
const storedSchema = z.looseObject({
  schema: z.literal("wattledger/estimate/1"),
  method: z.looseObject({ id: z.string(), version: z.string() }),
  factorSet: z.string(),
  assumed: recordOf(z.string()),
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

/**
 * The inputs of a stored estimate for a graph and families of today: what was given stays; what factors filled is looked up
 * again by the key that chose it, or by another; what a default filled is filled by today's.
 *
 * @param keys Keys in the place of those that chose: `{zone: "DE"}`
 * @throws WattledgerError `bad-input` where an input cannot be filled any more
 */
export async function inputsAnew(
  graph: Graph,
  stored: ResolvedInputs,
  families: readonly FactorFamily[],
  keys: Given,
): Promise<ResolvedInputs> {
  const filled: [string, ResolvedInput][] = [];
  const chosen = { ...keysOnRecord(stored, families), ...keys };
  for (const name of Object.keys(graph.inputs)) {
    const one = await inputAnew(graph, name, stored[name], families, keys, chosen);
    filled.push([name, one]);
  }
  return Object.fromEntries(filled);
}

async function inputAnew(
  graph: Graph,
  name: string,
  stored: ResolvedInput | undefined,
  families: readonly FactorFamily[],
  keys: Given,
  chosen: Given,
): Promise<ResolvedInput> {
  const declared = graph.inputs[name];
  if (declared === undefined) throw new TypeError(`${name} is no input.`);
  const key = declared.kind === "number" ? keyName(declared.from, families) : undefined;
  // A key that chose another input, such as the name of a model, chooses an input that this version has in addition.
  const own = key === undefined ? undefined : (keys[key] ?? keyOf(stored) ?? chosen[key]);
  const kept = Object.hasOwn(keys, name) ? keys[name] : givenAgain(stored);
  const given: Given = {
    ...(kept === undefined ? {} : { [name]: kept }),
    ...(kept === undefined && key !== undefined && own !== undefined ? { [key]: own } : {}),
  };
  const resolved = await resolveInput(name, declared, { given, families });
  const value = resolved.ok ? resolved.value : undefined;
  if (value !== undefined) return value;
  const reason = resolved.ok ? "" : resolved.error.map(({ message }) => message).join(" ");
  throw new WattledgerError("bad-input", `\`${name}\` cannot be filled anew. ${reason}`);
}

/** The keys that chose factors of a record, by the name of the key: `{model: "openai/gpt-4o", zone: "FRA"}`. */
function keysOnRecord(stored: ResolvedInputs, families: readonly FactorFamily[]): Given {
  const found = Object.values(stored).flatMap((one) => {
    if (one.kind !== "number" || one.origin.kind !== "factor") return [];
    const { id } = one.origin.factor;
    const family = families.find((candidate) => id.startsWith(`${candidate.id}/`));
    const key = keyOf(one);
    return family === undefined || key === undefined ? [] : [[family.key.name, key] as const];
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
    ...(distribution === undefined ? {} : { distribution }),
    ...(variable === undefined ? {} : { variable }),
  };
}

function keyName(from: string | undefined, families: readonly FactorFamily[]): string | undefined {
  return families.find(({ id }) => id === from)?.key.name;
}

function keyOf(stored: ResolvedInput | undefined): string | undefined {
  return stored?.kind === "number" && stored.origin.kind === "factor" ? keyOfFactor(stored.origin) : undefined;
}
