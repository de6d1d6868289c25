import type { TotalGroup } from "@wattledger/ledger";

/** The sums of a group as the API writes them. What no event states is unknown, not zero. */
export function groupDocument({ group, tags, isOther, events, figures, energyByBasis }: TotalGroup): unknown {
  return {
    group,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(isOther ? { isOther } : {}),
    events: Number(events),
    figures: Object.fromEntries(
      figures.map(({ figure, unit, mean, low, high, unknownEvents }) => [
        figure,
        unknownEvents === events
          ? { unit, mean: null, low: null, high: null, unknownEvents: Number(unknownEvents) }
          : { unit, mean, low, high, unknownEvents: Number(unknownEvents) },
      ]),
    ),
    energyByBasis: Object.fromEntries(
      Object.entries(energyByBasis).map(([basis, share]) => [
        basis,
        { events: Number(share.events), unknownEvents: Number(share.unknownEvents), energyJoules: share.energyJoules },
      ]),
    ),
  };
}
