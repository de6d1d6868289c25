import * as z from "zod";
import type { CaseFile, Tolerance } from "./case-file.ts";

const toleranceSchema = z.strictObject({
  rel: z.exactOptional(z.number().nonnegative()),
  abs: z.exactOptional(z.number().nonnegative()),
  exact: z.exactOptional(z.literal(true)),
  applies_to: z.exactOptional(z.string()),
}) satisfies z.ZodType<Tolerance>;

/** Schema of {@link CaseFile}. Files may say more of where their cases come from; that is for people. */
export const caseFileSchema = z.object({
  method: z.string().min(1),
  cases: z.array(
    z.object({
      name: z.string().min(1),
      kind: z.string().min(1),
      quirk: z.boolean().default(false),
      inputs: z.unknown(),
      expected: z.unknown(),
      tolerance: toleranceSchema,
    }),
  ),
}) satisfies z.ZodType<CaseFile>;
