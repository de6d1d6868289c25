import { divideChange } from "@wattledger/core";
import type { FactorChange } from "@wattledger/core";
import type { FigureName } from "@wattledger/ledger";

/** One group of two periods: how often, and sums of figures. */
export interface GroupChange {
  readonly eventsBefore: bigint;
  readonly eventsAfter: bigint;
  readonly figures: readonly { readonly figure: FigureName; readonly before: number; readonly after: number }[];
}

/** What a part of a change comes from, in the figure's unit. The effects of a figure add up to its difference. */
export interface Cause {
  readonly cause: "volume" | "mix" | "energy-per-event" | "carbon-intensity" | "amount-per-event" | "unexplained";
  readonly effect: number;
}

const carbon: readonly FigureName[] = ["gwp_location", "gwp_market"];

/**
 * Divides the change of a figure among its causes by the logarithmic mean Divisia index: more events, other shares of the groups,
 * more energy for an event, more carbon for a kilowatt-hour. Carbon of making, water and the rest have one amount per event.
 * What the index cannot divide (a group whose energy nobody stated) is `unexplained`.
 */
export function causesOf(groups: readonly GroupChange[], figure: FigureName): readonly Cause[] {
  const isCarbon = carbon.includes(figure);
  const last = figure === "energy" ? "energy-per-event" : "amount-per-event";
  const names = isCarbon
    ? (["volume", "mix", "energy-per-event", "carbon-intensity"] as const)
    : (["volume", "mix", last] as const);
  const count = { before: eventsOf(groups, "eventsBefore"), after: eventsOf(groups, "eventsAfter") };
  const changes = groups.map((group): FactorChange => {
    const of = (side: "before" | "after"): readonly (number | null)[] => {
      const events = Number(side === "before" ? group.eventsBefore : group.eventsAfter);
      const amount = sumOf(group, figure, side);
      const energy = isCarbon ? sumOf(group, "energy", side) : amount;
      return [
        count[side],
        ratio(events, count[side]),
        ratio(energy, events),
        ...(isCarbon ? [ratio(amount, energy)] : []),
      ];
    };
    return { before: of("before"), after: of("after") };
  });
  const effects = divideChange(changes);
  const difference = groups.reduce(
    (sum, group) => sum + sumOf(group, figure, "after") - sumOf(group, figure, "before"),
    0,
  );
  const rest = difference - effects.reduce((sum, effect) => sum + effect, 0);
  const size = groups.reduce((sum, group) => sum + sumOf(group, figure, "after") + sumOf(group, figure, "before"), 0);
  return [
    ...names.map((cause, index): Cause => ({ cause, effect: effects[index] ?? 0 })),
    ...(Math.abs(rest) > 1e-9 * size ? [{ cause: "unexplained", effect: rest } as const] : []),
  ];
}

function eventsOf(groups: readonly GroupChange[], side: "eventsBefore" | "eventsAfter"): number {
  return Number(groups.reduce((sum, group) => sum + group[side], 0n));
}

function sumOf({ figures }: GroupChange, figure: FigureName, side: "before" | "after"): number {
  return figures.find((one) => one.figure === figure)?.[side] ?? 0;
}

/** Unknown where nothing is divided by nothing. */
function ratio(value: number, by: number): number | null {
  return by === 0 ? null : value / by;
}
