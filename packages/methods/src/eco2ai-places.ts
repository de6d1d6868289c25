import places from "./data/eco2ai-places.json" with { type: "json" };

/** Mean of the world in the table, kgCO2e/MWh: for a country that it does not have. */
export const eco2aiWorld = 436.529;

/**
 * Emission level by Eco2AI's table, kgCO2e/MWh. An unknown region falls back to the country, an unknown country to the
 * world, as there.
 */
export function eco2aiLevel(alpha2: string, region?: string): number {
  const rows = places.rows.map((row) => row.split("|")).filter(([code]) => code === alpha2);
  const own = rows.find(([, name = "", others = ""]) => region !== undefined && isNamed(region, name, others));
  const whole = rows.find(([, name]) => name === "");
  const level = (own ?? whole)?.[3];
  return level === undefined ? eco2aiWorld : Number(level);
}

function isNamed(region: string, name: string, others: string): boolean {
  return name !== "" && (name === region || others.split(";").includes(region));
}
