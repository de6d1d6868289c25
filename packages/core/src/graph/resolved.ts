import * as z from "zod";
import { recordOf } from "../record-of.ts";
import { distributionSchema } from "../uncertainty/distribution.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import { originSchema } from "./origin.ts";
import type { Origin } from "./origin.ts";

/** A number with all that is known of it: how it came about and how sure it is. */
export interface ResolvedNumber {
  readonly kind: "number";
  readonly value: number;
  readonly unit: string;
  readonly origin: Origin;
  /** In the same unit. Absent for a number taken as exact. */
  readonly distribution?: Distribution;
  /** Inputs of one variable err together: one factor used twice, two readings of one kind of sensor. */
  readonly variable?: string;
}

/** An option of a choice, and how it came about. */
export interface ResolvedChoice {
  readonly kind: "choice";
  readonly value: string;
  readonly origin: Origin;
}

/** A row of a list, with a label for people. */
export interface ResolvedRow {
  readonly label: string;
  /** What the row is of, as data for programs, which must not read the label for it. */
  readonly about?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, ResolvedNumber | ResolvedChoice>>;
}

/** The rows of a list. */
export interface ResolvedList {
  readonly kind: "list";
  readonly rows: readonly ResolvedRow[];
}

/** A filled input of any kind. */
export type ResolvedInput = ResolvedNumber | ResolvedChoice | ResolvedList;

/** Every input of a graph with its provenance. It is stored with a result, so that the result can be explained. */
export type ResolvedInputs = Readonly<Record<string, ResolvedInput>>;

const numberSchema = z.strictObject({
  kind: z.literal("number"),
  value: z.number(),
  unit: z.string(),
  origin: originSchema,
  distribution: z.exactOptional(distributionSchema),
  variable: z.exactOptional(z.string()),
}) satisfies z.ZodType<ResolvedNumber>;

const choiceSchema = z.strictObject({
  kind: z.literal("choice"),
  value: z.string(),
  origin: originSchema,
}) satisfies z.ZodType<ResolvedChoice>;

const fieldSchema = z.discriminatedUnion("kind", [numberSchema, choiceSchema]);

/** Schema of {@link ResolvedInputs}, for stored results. */
export const resolvedInputsSchema = recordOf(
  z.discriminatedUnion("kind", [
    numberSchema,
    choiceSchema,
    z.strictObject({
      kind: z.literal("list"),
      rows: z.array(
        z.strictObject({
          label: z.string(),
          about: z.exactOptional(recordOf(z.string())),
          fields: recordOf(fieldSchema),
        }),
      ),
    }),
  ]),
) satisfies z.ZodType<ResolvedInputs>;
