import * as z from "zod";
import { activityKinds } from "../activity/activity-kind.ts";
import { isWattledgerError } from "../error.ts";
import { plainIssues } from "../plain-issues.ts";
import { recordOf } from "../record-of.ts";
import { fail, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { sourceSchema } from "../source.ts";
import { distributionSchema } from "../uncertainty/distribution.ts";
import { checkCautions, checkGraph, checkOutputs } from "./check-graph.ts";
import { energyBoundaries } from "./energy-boundary.ts";
import type { Input, Method } from "./graph.ts";
import { methodVersion } from "./serialise.ts";

const defaultSource = z.union([z.string(), sourceSchema]);

const numberInputSchema = z.strictObject({
  kind: z.literal("number"),
  unit: z.string(),
  help: z.string(),
  default: z.exactOptional(z.number()),
  source: z.exactOptional(defaultSource),
  standsFor: z.exactOptional(z.string()),
  distribution: z.exactOptional(distributionSchema),
  min: z.exactOptional(z.number()),
  max: z.exactOptional(z.number()),
  usual: z.exactOptional(z.tuple([z.number(), z.number()])),
  credible: z.exactOptional(
    z.strictObject({
      low: z.number(),
      high: z.number(),
      most: z.exactOptional(z.string()),
      remedy: z.exactOptional(z.string()),
    }),
  ),
  within: z.exactOptional(z.string()),
  shareOf: z.exactOptional(z.string()),
  marketFrom: z.exactOptional(z.string()),
  standIn: z.exactOptional(z.string()),
  unknown: z.exactOptional(z.string()),
  from: z.exactOptional(z.string()),
  key: z.exactOptional(z.string()),
});

const choiceInputSchema = z.strictObject({
  kind: z.literal("choice"),
  options: z.array(z.string()).min(1),
  help: z.string(),
  default: z.exactOptional(z.string()),
  source: z.exactOptional(defaultSource),
});

const equationSchema = z.strictObject({
  kind: z.literal("equation"),
  unit: z.string(),
  formula: z.string().max(10_000),
  help: z.exactOptional(z.string()),
});

const tableSchema = z.strictObject({
  xUnit: z.string(),
  yUnit: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])).min(1),
  source: defaultSource,
});

const flatSchema = {
  equations: recordOf(equationSchema),
  tables: recordOf(tableSchema),
};

const listInputSchema = z.strictObject({
  kind: z.literal("list"),
  help: z.string(),
  optional: z.exactOptional(z.literal(true)),
  of: z.strictObject({
    ...flatSchema,
    inputs: recordOf(z.discriminatedUnion("kind", [numberInputSchema, choiceInputSchema])),
  }),
});

const storedMethodSchema = z.strictObject({
  schema: z.literal(methodVersion),
  id: z.string().min(1),
  version: z.string().min(1),
  title: z.string(),
  claim: z.string(),
  source: sourceSchema,
  accepts: z.array(z.enum(activityKinds)),
  boundary: z.strictObject({
    energy: z.exactOptional(z.enum(energyBoundaries)),
    components: z.array(z.string()),
    overheads: z.array(z.string()),
    lifeCycle: z.array(z.string()),
    excludes: z.array(z.string()),
  }),
  critique: z.array(z.string()),
  outputs: recordOf(z.string()),
  cautions: z.exactOptional(recordOf(z.string())),
  ...flatSchema,
  inputs: recordOf(z.discriminatedUnion("kind", [numberInputSchema, choiceInputSchema, listInputSchema])),
});

/** A method as plain data. It is stored with results, so that later releases can still explain them. */
export type StoredMethod = z.infer<typeof storedMethodSchema>;

/** Reads a stored method back. It gives the same numbers without the module that defined it. */
export function parseMethod(data: unknown): Result<Method, string> {
  const parsed = storedMethodSchema.safeParse(data);
  if (!parsed.success) {
    const found = typeof data === "object" && data !== null && "schema" in data ? data.schema : undefined;
    if (typeof found === "string" && found !== methodVersion) {
      return fail(`This method is stored as \`${found}\`; this release reads \`${methodVersion}\`. Update Wattledger.`);
    }
    return fail(`This is not a stored method: ${plainIssues(parsed.error, data).join(" ")}`);
  }
  const { schema: _, inputs, equations, tables, ...facts } = parsed.data;
  try {
    const checked = checkGraph({ inputs: checkedInputs(inputs), equations, tables }, facts.id);
    checkOutputs(facts.outputs, checked.equations, facts.id);
    checkCautions(facts.cautions, checked.equations, facts.id);
    return ok({ ...facts, ...checked });
  } catch (error) {
    if (isWattledgerError(error)) return fail(error.message);
    throw error;
  }
}

function checkedInputs(inputs: StoredMethod["inputs"]): Readonly<Record<string, Input>> {
  const entries = Object.entries(inputs).map(([name, one]): [string, Input] => [
    name,
    one.kind === "list" ? { ...one, of: checkGraph(one.of, name) } : one,
  ]);
  return Object.fromEntries(entries);
}
