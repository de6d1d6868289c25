import * as z from "zod";

/**
 * What is known of an input besides its central value, in the input's own unit.
 *
 * - `normal`: standard deviation `sd` around the central value.
 * - `log-normal`: `gsd` is the geometric standard deviation (> 1). The central value is the median; with `about: "mean"`
 *   it is the mean, as of a published average, and the median lies below it by `exp(-ln²(gsd) / 2)`.
 * - `uniform`: equally likely between the ends.
 * - `triangular`: between the ends, most likely at `mode`.
 * - `interval`: only the ends at `level` are known; read as a normal on each side of the central value,
 *   which is then the median.
 */
export type Distribution =
  | { readonly kind: "normal"; readonly sd: number }
  | { readonly kind: "log-normal"; readonly gsd: number; readonly about?: "mean" }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "triangular"; readonly low: number; readonly mode: number; readonly high: number }
  | { readonly kind: "interval"; readonly low: number; readonly high: number; readonly level: number };

const disorder = "low must not exceed high, and a mode lies between them";
const rising = ({ low, high }: { readonly low: number; readonly high: number }): boolean => low <= high;

/** Schema of {@link Distribution}, for files and the wire. */
export const distributionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("normal"), sd: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal("log-normal"), gsd: z.number().min(1), about: z.exactOptional(z.literal("mean")) }),
  z.strictObject({ kind: z.literal("uniform"), low: z.number(), high: z.number() }).refine(rising, disorder),
  z
    .strictObject({ kind: z.literal("triangular"), low: z.number(), mode: z.number(), high: z.number() })
    .refine(({ low, mode, high }) => low <= mode && mode <= high, disorder),
  z
    .strictObject({ kind: z.literal("interval"), low: z.number(), high: z.number(), level: z.number().gt(0).lt(1) })
    .refine(rising, disorder),
]) satisfies z.ZodType<Distribution>;
