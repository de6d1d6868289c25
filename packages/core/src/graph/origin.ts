import * as z from "zod";
import { sourceSchema } from "../source.ts";
import type { Source } from "../source.ts";
import { factorSchema } from "./factor.ts";
import type { Factor } from "./factor.ts";

/** How an input came by its value. */
export type Origin =
  /** An instrument read it. */
  | { readonly kind: "measured"; readonly by: string }
  /** Wattledger's model computed it, because no sensor could be read; `model` names the component. */
  | { readonly kind: "modelled"; readonly by: string }
  /** A person or a caller stated it. */
  | { readonly kind: "given"; readonly by?: string }
  /** A factor, with each step of fall-back that led to it. */
  | {
      readonly kind: "factor";
      readonly factor: Factor;
      readonly matched?: string;
      readonly fallbacks: readonly string[];
    }
  /** The method's own default. */
  | { readonly kind: "default"; readonly source: string | Source };

/** Schema of {@link Origin}, for stored results. */
export const originSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("measured"), by: z.string() }),
  z.strictObject({ kind: z.literal("modelled"), by: z.string() }),
  z.strictObject({ kind: z.literal("given"), by: z.exactOptional(z.string()) }),
  z.strictObject({
    kind: z.literal("factor"),
    factor: factorSchema,
    matched: z.exactOptional(z.string()),
    fallbacks: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal("default"), source: z.union([z.string(), sourceSchema]) }),
]) satisfies z.ZodType<Origin>;
