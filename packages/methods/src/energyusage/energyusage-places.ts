import places from "../data/energyusage-places.json" with { type: "json" };

/** A place as energyusage knows it. */
export type EnergyusagePlace =
  | {
      readonly kind: "state";
      /** CO2 per electricity, lb/MWh. */
      readonly poundsPerMegawattHour: number;
      readonly percent: FuelPercent;
    }
  | { readonly kind: "country"; readonly percent: FuelPercent };

/** Shares in per cent: of a state's electricity, of a country's primary energy. */
export interface FuelPercent {
  readonly coal: number;
  readonly petroleum: number;
  readonly gas: number;
  readonly lowCarbon: number;
}

/** Looks a place up by its name in the tables, states of the US first; undefined where it is in neither. */
export function findEnergyusagePlace(name: string): EnergyusagePlace | undefined {
  const state = cellsOf(places.states.rows, name);
  if (state !== undefined) {
    const [rate = 0, coal = 0, petroleum = 0, gas = 0, lowCarbon = 0] = state;
    return { kind: "state", poundsPerMegawattHour: rate, percent: { coal, petroleum, gas, lowCarbon } };
  }
  const country = cellsOf(places.countries.rows, name);
  if (country === undefined) return undefined;
  const [coal = 0, petroleum = 0, gas = 0, lowCarbon = 0, total = 0] = country;
  const percent = (quads: number): number => (100 * quads) / total;
  return {
    kind: "country",
    percent: {
      coal: percent(coal),
      petroleum: percent(petroleum),
      gas: percent(gas),
      lowCarbon: percent(lowCarbon),
    },
  };
}

function cellsOf(rows: readonly string[], name: string): readonly number[] | undefined {
  const row = rows.find((one) => one.startsWith(`${name}|`));
  return row?.split("|").slice(1).map(Number);
}
