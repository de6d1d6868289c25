import { recordOf } from "@wattledger/core/schemas";
import type { BasisShare, Covered, TotalGroup } from "@wattledger/ledger";
import * as z from "zod";

const slotsSchema = recordOf(z.int().min(1).max(7).nullable());

/** A sum: null where no event states the figure. */
const sumSchema = z.strictObject({
  unit: z.string(),
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Events that do not state the figure: the sum does not hold them. */
  unknownEvents: z.int(),
});

const basisSchema = z.strictObject({ events: z.int(), unknownEvents: z.int(), energyJoules: z.number() });

/** The sums of one group. */
export const groupSchema = z.strictObject({
  /** Value by dimension; the empty text is "not stated". */
  group: recordOf(z.string()),
  /** Colour by dimension: 1 to 7 in the order of first appearance in the ledger; null for later values. */
  slots: slotsSchema,
  tags: z.exactOptional(recordOf(z.string())),
  tagSlots: z.exactOptional(slotsSchema),
  /** The group of all that are not among the largest. */
  isOther: z.exactOptional(z.literal(true)),
  events: z.int(),
  figures: recordOf(sumSchema),
  energyByBasis: z.strictObject({
    measured: basisSchema,
    modelled: basisSchema,
    estimated: basisSchema,
    unknown: basisSchema,
  }),
  /** What a market-based figure covers; where one is asked. Null where events of the period were removed. */
  marketBased: z.exactOptional(
    z.strictObject({ events: z.int(), energyJoules: z.number(), energyShare: z.number().nullable() }).nullable(),
  ),
});

/** The sums of a group as the API writes them. What no event states is unknown, not zero. */
export function groupDocument(total: TotalGroup): z.input<typeof groupSchema> {
  const { group, tags, slots, tagSlots, isOther, events, figures, energyByBasis, marketBased } = total;
  return {
    group,
    slots,
    ...(Object.keys(tags).length === 0 ? {} : { tags, tagSlots }),
    ...(isOther ? { isOther: true as const } : {}),
    events: Number(events),
    figures: Object.fromEntries(
      figures.map(({ figure, unit, mean, low, high, unknownEvents }) => [
        figure,
        unknownEvents === events
          ? { unit, mean: null, low: null, high: null, unknownEvents: Number(unknownEvents) }
          : { unit, mean, low, high, unknownEvents: Number(unknownEvents) },
      ]),
    ),
    energyByBasis: {
      measured: basisDocument(energyByBasis.measured),
      modelled: basisDocument(energyByBasis.modelled),
      estimated: basisDocument(energyByBasis.estimated),
      unknown: basisDocument(energyByBasis.unknown),
    },
    ...(figures.some(({ figure }) => figure === "gwp_market")
      ? { marketBased: marketBased === undefined ? null : coveredDocument(marketBased, energyByBasis) }
      : {}),
  };
}

function basisDocument({ events, unknownEvents, energyJoules }: BasisShare): z.input<typeof basisSchema> {
  return { events: Number(events), unknownEvents: Number(unknownEvents), energyJoules };
}

function coveredDocument(
  { events, energyJoules }: Covered,
  energyByBasis: TotalGroup["energyByBasis"],
): { readonly events: number; readonly energyJoules: number; readonly energyShare: number | null } {
  const all = Object.values(energyByBasis).reduce((sum, share) => sum + share.energyJoules, 0);
  return { events: Number(events), energyJoules, energyShare: all === 0 ? null : energyJoules / all };
}
