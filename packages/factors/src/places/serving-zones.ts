import type { Place } from "./place.ts";

/** The zones of the grid that a figure is looked up for, instead of the one that was asked for. */
export interface ServingZones {
  readonly first: string;
  readonly others: readonly string[];
  /** Says which zones serve a part of a country; empty if the zone is the one that was asked for. */
  readonly step: readonly string[];
}

/** The zones that serve a place in a country; `asked` is its own zone. */
export function servingZones(place: Extract<Place, { kind: "country" }>, asked: string): ServingZones {
  const [first = asked, ...others] = place.gridZones ?? [];
  if (first === asked) return { first, others, step: [] };
  const name = place.subdivision === undefined ? asked : `${place.subdivision} (${asked})`;
  const rest =
    others.length === 0
      ? ""
      : ` ${others.join(", ")} ${others.length === 1 ? "serves" : "serve"} parts of it; the interval includes them.`;
  return { first, others, step: [`The grid zone ${first} is used for ${name}.${rest}`] };
}
