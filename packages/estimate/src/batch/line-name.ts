import { keysOf } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { placeOf } from "../given/given-place.ts";
import type { Families, ScalarPlace } from "../given/given-place.ts";

/** A name that a line may give one value for. */
export interface LineName {
  readonly name: string;
  readonly index: number;
  readonly place: ScalarPlace;
  readonly kind: "input" | "key" | "equation";
}

/** Names that a line of this method may give one value for: inputs, keys of factors, equations. */
export function lineNames(method: Method, families: Families): ReadonlyMap<string, LineName> {
  const found = new Map<string, LineName>();
  const add = (names: readonly string[], kind: LineName["kind"]): void => {
    for (const name of names) {
      const place = placeOf(name, method, families);
      if (found.has(name) || !place.ok || (place.value.kind !== "number" && place.value.kind !== "word")) continue;
      found.set(name, { name, index: found.size, place: place.value, kind });
    }
  };
  add(Object.keys(method.inputs), "input");
  add(keysOf(method, families), "key");
  add(Object.keys(method.equations), "equation");
  return found;
}
