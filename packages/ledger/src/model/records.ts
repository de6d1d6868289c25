import { lifeCycleStages } from "@wattledger/core";
import { activitySchema, recordOf, workloadStages } from "@wattledger/core/schemas";
import * as z from "zod";
import type { Dimension } from "./dimensions.ts";
import type { FigureName } from "./figures.ts";

const optional = z.exactOptional;
/** Half a surrogate pair is text that later stages refuse: it becomes U+FFFD at the door. */
const text = z.string().min(1).max(500).overwrite(wellFormed);
const milliseconds = z.int().min(0).max(253_402_300_799_999);
const quantity = z.number();

/** A figure with its interval at 90 %, in the figure's unit. `mean` is what sums add. */
const interval = z
  .strictObject({ mean: quantity, low: quantity, high: quantity })
  .refine(({ low, high }) => low <= high, { error: "`low` is above `high`" });

const figuresOfEvent = z.strictObject({
  energy: optional(interval),
  gwp_location: optional(interval),
  gwp_market: optional(interval),
  gwp_embodied: optional(interval),
  water: optional(interval),
  pe: optional(interval),
  adpe: optional(interval),
  cost: optional(quantity),
});

const covers = z.strictObject({ asset: text, stage: z.enum(lifeCycleStages) });

/** One use of AI with its footprint: a request, a run, a use of a service. A figure that is absent is unknown, never zero. */
export const usageEventSchema = z.strictObject({
  kind: z.literal("usage-event"),
  /** The sender's id. The same id in the same project is the same event: it counts once, and the latest arrival wins. */
  id: text,
  project: text,
  /** Who told it: `otlp`, `api`, `run-record`. */
  source: text,
  /** When it began: milliseconds since 1970-01-01T00:00:00Z. */
  timeMilliseconds: milliseconds,
  /** Nanoseconds after that millisecond. */
  timeNanoseconds: optional(z.int().min(0).max(999_999)),
  activity: activitySchema,
  figures: figuresOfEvent,
  /** Where the energy comes from; absent where the energy is unknown. */
  energyBasis: optional(z.enum(["measured", "modelled", "estimated"])),
  /** Why figures are unknown, and what was assumed. */
  notes: optional(z.array(text).max(20)),
  method: optional(z.strictObject({ id: text, version: text })),
  factorSet: optional(text),
  factorBasis: optional(text),
  nature: optional(z.enum(["inventory", "attributed"])),
  covers: optional(covers),
  currency: optional(z.string().regex(/^[A-Z]{3}$/u, "Use a code such as EUR.")),
  organisation: optional(text),
  team: optional(text),
  environment: optional(text),
  workloadStage: optional(z.enum(workloadStages)),
  experiment: optional(text),
  run: optional(text),
  modelVersion: optional(text),
  region: optional(text),
  owner: optional(text),
  tags: optional(recordOf(text, { key: text })),
  /** Counts by the name under which the sender reported them, so that history can be read again when names move. */
  usageRaw: optional(recordOf(z.union([z.number(), text]), { key: text })),
});

/** A reading of a pool: the energy of one component of one asset over one period. */
export const poolReadingSchema = z
  .strictObject({
    kind: z.literal("pool-reading"),
    id: text,
    project: text,
    source: text,
    asset: text,
    component: text,
    fromMilliseconds: milliseconds,
    toMilliseconds: milliseconds,
    energyJoules: z.number().nonnegative(),
    energyBasis: z.enum(["measured", "modelled", "estimated"]),
  })
  .refine(({ fromMilliseconds, toMilliseconds }) => fromMilliseconds < toMilliseconds, {
    error: "`fromMilliseconds` is not before `toMilliseconds`",
  });

/** Kinds of documents: what the ledger keeps as it came, by version. */
export const documentKinds = [
  "run",
  "run-samples",
  "activity",
  "setting",
  "method",
  "factor-set",
  "project",
  "key",
  "otlp-state",
  "token-series",
] as const;

/** A document: the latest version of an id wins, and the versions before it are the audit log. */
export const documentSchema = z.strictObject({
  kind: z.enum(documentKinds),
  id: text,
  project: text,
  timeMilliseconds: milliseconds,
  /** Who wrote this version. */
  author: optional(text),
  body: z.json(),
});

/** What can be appended to the ledger. */
export const recordSchema = z.discriminatedUnion("kind", [usageEventSchema, poolReadingSchema, documentSchema]);

/** One use of AI with its footprint, as {@link usageEventSchema} reads it. */
export type UsageEvent = z.output<typeof usageEventSchema>;
/** The energy of one component of one asset over one period. */
export type PoolReading = z.output<typeof poolReadingSchema>;
/** A document of one of the {@link documentKinds}. */
export type LedgerDocument = z.output<typeof documentSchema>;
/** What can be appended to the ledger. */
export type LedgerRecord = z.output<typeof recordSchema>;

/** The figures of a period, computed again. The former figures stay as the version before. */
export interface Restatement {
  readonly kind: "restatement";
  /** Whole days in UTC. */
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  /** Empty: every project. */
  readonly projects: readonly string[];
  readonly author: string;
  /** A query over `restated_source`: the equations of the method as SQL. `finite` is 1 where they came out as numbers. */
  readonly formula: string;
  /** Figures that the formula reads, as columns `given_NAME` in the unit of the figure. An event without one of them keeps its figures. */
  readonly reads: readonly FigureName[];
  /** Columns of the query by figure. */
  readonly results: Readonly<
    Partial<Record<FigureName, { readonly mean: string; readonly low: string; readonly high: string }>>
  >;
  /** Factors by dimensions, as columns `factor_N`. An event without a row of them keeps its figures. */
  readonly factors: {
    readonly by: readonly Dimension[];
    readonly rows: readonly { readonly of: readonly string[]; readonly values: readonly number[] }[];
  };
  readonly method: string;
  readonly factorSet: string;
  readonly factorBasis: string;
}

/** What the ledger itself writes into the journal, so that a rebuild repeats it at its place. */
export type ControlRecord =
  | Restatement
  | { readonly kind: "retention"; readonly beforeMilliseconds: number }
  | {
      readonly kind: "erased";
      readonly dimension: string;
      /** SHA-256 of the value: the audit entry does not keep what was erased. */
      readonly valueDigest: string;
      readonly author: string;
      readonly events: number;
    };

/** A record as the journal holds it. */
export type StoredRecord = LedgerRecord | ControlRecord;

/** A text that every later stage takes: half a surrogate pair and the zero character become U+FFFD. */
export function wellFormed(value: string): string {
  // Most texts have neither; this look is a tenth of the cost.
  if (!/[\uD800-\uDFFF\0]/.test(value)) return value;
  return value.replaceAll(/\p{Surrogate}/gu, "\u{FFFD}").replaceAll("\0", "\u{FFFD}");
}
