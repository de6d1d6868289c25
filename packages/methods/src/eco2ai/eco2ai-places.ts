import places from "../data/eco2ai-places.json" with { type: "json" };

/** Mean of the world in the table, kgCO2e/MWh: for a country that it does not have. */
export const eco2aiWorld = 436.529;

/**
 * Emission level by Eco2AI's table, kgCO2e/MWh. A region may go by another name that the table has, in either case. An
 * unknown region falls back to the country, an unknown country to the world, as there.
 */
export function eco2aiLevel(alpha2: string, region?: string): number {
  const rows = places.rows.map((row) => row.split("|")).filter(([code]) => code === alpha2);
  const whole = rows.find(([, name]) => name === "");
  const level = (region === undefined ? whole : (regionNamed(rows, region) ?? whole))?.[3];
  return level === undefined ? eco2aiWorld : Number(level);
}

function regionNamed(rows: readonly (readonly string[])[], region: string): readonly string[] | undefined {
  if (region === "") return undefined;
  const wanted = region.toLowerCase();
  // The last names that fit are looked for once more: several regions may share them, and then the first one counts.
  const names = rows.findLast(([, , others = ""]) => others.split(",").includes(wanted))?.[2];
  return (
    rows.find(([, name]) => name === region) ?? rows.find(([, , others]) => others === names && names !== undefined)
  );
}
