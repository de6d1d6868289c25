import { evaluate } from "@wattledger/core";
import { boaviztaRam, boaviztaRam24 } from "@wattledger/methods";
import { at, atEnds, stated } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import { rounded } from "./part.ts";
import type { ComponentRequest } from "./requests.ts";
import { toFigures } from "./rounding.ts";
import type { Bounded } from "./rounding.ts";
import type { Load } from "./usage.ts";

/** How many modules of which capacity. */
export interface Bank {
  readonly units: Attribute<number>;
  readonly capacity: Attribute<number>;
}

/** Release 2.4: load does not matter, but shares of the time that do not add up to all of it do. */
export function powerByCapacity(
  request: ComponentRequest<"ram">,
  { units, capacity }: Bank,
  load: Attribute<Load> | undefined,
): Bounded {
  const all = Array.isArray(load?.value) ? load.value.reduce((sum, part) => sum + part.time_percentage, 0) / 100 : 1;
  return atEnds((end) => {
    // Within a server the original models the power again where one is stated, but keeps the bounds of that.
    if (end !== "value" && stated(request.usage?.avg_power) !== undefined)
      return toFigures(request.usage?.avg_power ?? 0, 5) * at(units, end);
    const inputs = { units: at(units, end), capacity: capacity.value * all, ...rounded };
    return evaluate(boaviztaRam24, inputs, ["power"]).power;
  });
}

/** Release 2.5: by module and load; `modules` is how many modules of the capacity replace one of the bank's. */
export function powerByLoad(
  request: ComponentRequest<"ram">,
  { units, capacity }: Bank,
  load: Attribute<Load> | undefined,
  modules = 1,
): Bounded {
  return atEnds((end) => {
    if (end !== "value" && stated(request.usage?.avg_power) !== undefined)
      return toFigures(request.usage?.avg_power ?? 0, 5) * at(units, end);
    const at50 = load === undefined ? 50 : (load[end] ?? load.value);
    const parts = typeof at50 === "number" ? [{ time_percentage: 100, load_percentage: at50 }] : at50;
    const inputs = {
      units: at(units, end) * modules,
      capacity: capacity.value,
      timeShare: parts.reduce((sum, part) => sum + part.time_percentage, 0) / 100,
      load: parts.reduce((sum, part) => sum + part.time_percentage * part.load_percentage, 0) / 100,
      ...rounded,
    };
    return evaluate(boaviztaRam, inputs, ["power"]).power;
  });
}
