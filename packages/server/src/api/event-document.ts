import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";

const statedSchema = z.strictObject({ unit: z.string(), mean: z.number(), low: z.number(), high: z.number() });

/** A usage event as an answer has it. What it does not state is absent. */
export const eventSchema = z.strictObject({
  id: z.string(),
  timeMilliseconds: z.int(),
  timeNanoseconds: z.int(),
  receivedMilliseconds: z.int(),
  dimensions: recordOf(z.string()),
  tags: recordOf(z.string()),
  /** With the interval at 90 %; a figure without an interval has equal ends. */
  figures: recordOf(statedSchema),
});
