import { ember } from "../tables/electricity.ts";

/**
 * What Ember's yearly table holds for a place by its very key (ISO 3166 code of three letters, or a region such as `EU`), in
 * gCO2e/kWh; undefined where it holds none. At once, without fall-backs, and with a 0 where the source has one: for
 * repeating others' look-ups. For calculations use the family `grid`.
 */
export function emberIntensity(key: string): number | undefined {
  return ember.rows.find((row) => row.key === key)?.value;
}
