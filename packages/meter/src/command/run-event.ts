import { plainIssues, recordOf } from "@wattledger/core/schemas";
import * as z from "zod";

const label = z.string().min(1).max(100);
const count = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const planned = z.exactOptional(z.int().positive());
const metrics = z.exactOptional(
  recordOf(z.number(), { key: label }).refine((all) => Object.keys(all).length <= 100, "at most 100 metrics"),
);

/** A command's report about itself on its socket, one in a line. Documented in docs/socket.md. */
export const runEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("phase-started"), name: label }),
  z.strictObject({ kind: z.literal("phase-ended"), name: label }),
  z.strictObject({ kind: z.literal("epoch-started"), of: planned }),
  z.strictObject({ kind: z.literal("epoch-ended"), of: planned, metrics }),
  z.strictObject({ kind: z.literal("metric"), name: label, value: z.number() }),
  z.strictObject({ kind: z.literal("steps"), count, of: planned }),
  z.strictObject({ kind: z.literal("samples"), count }),
  z.strictObject({ kind: z.literal("tokens"), count }),
  z.strictObject({ kind: z.literal("status") }),
]);

/** One of {@link runEventSchema}. */
export type RunEvent = z.infer<typeof runEventSchema>;

/** Reads a line of JSON as an event. For a line that is not valid, returns a sentence that says why. */
export function parseRunEvent(line: string): RunEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'a line must be one JSON object of at most 4096 characters, such as {"kind": "status"}';
  }
  const parsed = runEventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return plainIssues(parsed.error, value).join(" ");
}
