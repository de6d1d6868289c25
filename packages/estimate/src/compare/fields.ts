import type * as z from "zod";

/** Fields of a kind of activity. */
export type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The end of a name, and the unit that it means: `durationSeconds`, which people write as `duration=12h`. */
const suffixes: Readonly<Record<string, string>> = {
  Seconds: "s",
  Bytes: "B",
  Watts: "W",
  Joules: "J",
  Billions: "1",
  Pixels: "1",
};

/** Names of the fields as people write them: without their unit, where no other has that name. */
export function namesOf(shape: Shape): readonly string[] {
  const names = Object.keys(shape).filter((name) => name !== "kind");
  return names.map((name) => (names.includes(splitUnit(name).short) ? name : splitUnit(name).short));
}

/** A field's name without the unit that it ends with, and that unit. */
export function splitUnit(field: string): { readonly short: string; readonly unit: string } {
  const found = Object.entries(suffixes).find(([suffix]) => field.endsWith(suffix));
  return found === undefined
    ? { short: field, unit: "1" }
    : { short: field.slice(0, -found[0].length), unit: found[1] };
}
