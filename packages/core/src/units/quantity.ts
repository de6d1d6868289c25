import * as z from "zod";

/** What we know of a number: the formula's own value, and the distribution that the evidence supports. */
export interface Quantity {
  readonly unit: string;
  /** The method at the central value of every input: what the original tool would print. */
  readonly nominal: number;
  /** Expected value: this is what sums add. Equal to nominal where nothing is skewed or non-linear. */
  readonly mean: number;
  /** Interval at `level`. Only low <= high is asserted: under skew the nominal may lie outside. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** Schema of {@link Quantity}, for files and the wire. */
export const quantitySchema = z
  .strictObject({
    unit: z.string().min(1),
    nominal: z.number(),
    mean: z.number(),
    low: z.number(),
    high: z.number(),
    level: z.number().gt(0).lt(1),
  })
  .refine((quantity) => quantity.low <= quantity.high, "low must not exceed high") satisfies z.ZodType<Quantity>;
