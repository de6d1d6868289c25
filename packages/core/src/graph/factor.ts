import * as z from "zod";
import type { Result } from "../result.ts";
import { sourceSchema } from "../source.ts";
import type { Source } from "../source.ts";
import { distributionSchema } from "../uncertainty/distribution.ts";
import type { Distribution } from "../uncertainty/distribution.ts";

/** What a figure includes. `direct` and `life-cycle` are of electricity, the others of things and places. */
export type FactorBoundary =
  | "direct"
  | "life-cycle"
  | "cradle-to-gate"
  | "cradle-to-grave-without-use"
  | "site"
  | "facility"
  | "component"
  | "use"
  | "not-applicable";

/** Whether trade is counted: plants inside the zone, or what its sockets draw. */
export type FactorBasis = "production" | "consumption" | "not-applicable";

/** Whether a figure is the mean of all plants or what answers to one more kilowatt-hour. */
export type FactorSignal = "average" | "marginal" | "not-applicable";

/** Grid as it is, or by contract (GHG Protocol Scope 2 Guidance, 2015). */
export type FactorAccounting = "location" | "market" | "not-applicable";

/**
 * A figure about the world, with its papers. No field that decides what the figure means may be left out: where one
 * has no meaning (the signal of a processor's power), it says `not-applicable`.
 */
export interface Factor {
  /** Stable name, `family/table/row/year`: equal ids are one random variable in uncertainty analysis. */
  readonly id: string;
  /** What it is of, in words: "France, carbon intensity of electricity". */
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  /** What is known of its error; its `basis` says who says so. */
  readonly uncertainty: { readonly distribution: Distribution; readonly basis: string };
  /** Year that the data describe, not of publication. */
  readonly year: number;
  readonly boundary: FactorBoundary;
  readonly basis: FactorBasis;
  readonly signal: FactorSignal;
  readonly accounting: FactorAccounting;
  /** Set of global warming potentials, where the figure sums greenhouse gases. */
  readonly gwpSet?: string;
  /** What a convention decides, such as reservoir evaporation in water factors. */
  readonly convention?: string;
  readonly source: Source & { readonly license: string };
}

/** Schema of {@link Factor}, for stored results. */
export const factorSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  value: z.number(),
  unit: z.string().min(1),
  uncertainty: z.strictObject({ distribution: distributionSchema, basis: z.string().min(1) }),
  year: z.int().min(1900).max(2200),
  boundary: z.enum([
    "direct",
    "life-cycle",
    "cradle-to-gate",
    "cradle-to-grave-without-use",
    "site",
    "facility",
    "component",
    "use",
    "not-applicable",
  ]),
  basis: z.enum(["production", "consumption", "not-applicable"]),
  signal: z.enum(["average", "marginal", "not-applicable"]),
  accounting: z.enum(["location", "market", "not-applicable"]),
  gwpSet: z.exactOptional(z.string().min(1)),
  convention: z.exactOptional(z.string().min(1)),
  source: sourceSchema.extend({ license: z.string().min(1) }),
}) satisfies z.ZodType<Factor>;

/** A factor as found: the figure, and each step that was taken because nothing nearer was known. */
export interface FoundFactor {
  readonly factor: Factor;
  /** What was asked, as it was understood: "FRA", "AMD EPYC 7763". Absent where nothing was asked. */
  readonly matched?: string;
  /** Empty when the figure is of exactly what was asked; else sentences for people, in order. */
  readonly fallbacks: readonly string[];
}

/** Why a family has no figure to give; the message says what would be right. */
export interface NoFactor {
  readonly kind: "no-factor" | "unknown-name";
  readonly message: string;
}

/** What a person gives to choose a row of a family. */
export interface FactorKey {
  readonly name: string;
  readonly help: string;
  readonly examples: readonly string[];
  /**
   * Another key that says the same if this one is not given: a cloud region given as the zone is the facility too, and the other
   * way round. `takes` says whether a value of the other key is one that this family reads.
   */
  readonly also?: { readonly name: string; readonly takes: (value: string) => Promise<boolean> };
}

/**
 * One kind of figure that inputs draw on by `from`. The key is what a person gives to choose a row (`zone=FR`).
 * Without a key a family answers with its general default, announced as a fall-back, or with {@link NoFactor}.
 */
export interface FactorFamily {
  /** Dotted name: `grid`, `hardware.cpu.tdp`, `facility.pue`. */
  readonly id: string;
  readonly title: string;
  /** Unit in which every figure of the family stands. */
  readonly unit: string;
  readonly key: FactorKey;
  /** Range that figures of the kind usually lie in, in the family's unit, for inputs that draw on it. */
  readonly usual?: readonly [low: number, high: number];
  /** Cautions about all its figures, each a sentence. Cautions about single figures are in their sources. */
  readonly critique?: readonly string[];
  /** Asynchronous, since a family's data load when first asked for. */
  readonly find: (key: string | undefined) => Promise<Result<FoundFactor, NoFactor>>;
  /**
   * As `find`, for market-based figures: of contracts, or of the residual mix. Absent if the family has no such figures; `find` gives
   * none of them.
   */
  readonly findMarket?: (key: string | undefined) => Promise<Result<FoundFactor, NoFactor>>;
  /** A key for each figure that is held, in the order of the tables: `find` answers every one with that very figure. */
  readonly heldKeys: () => Promise<readonly string[]>;
}
