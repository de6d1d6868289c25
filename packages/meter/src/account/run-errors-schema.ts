import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { RunErrors } from "./run-errors.ts";

/** Schema of {@link RunErrors}. Apart from it, since a run computes errors and reads none. */
export const runErrorsSchema = z.strictObject({
  own: z.number().nonnegative(),
  shared: recordOf(z.number()),
}) satisfies z.ZodType<RunErrors>;
