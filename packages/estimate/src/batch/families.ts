import type { FactorFamily } from "@wattledger/core";

/** More figures of one family are looked up again, so that memory stays bounded. */
const mostKept = 10_000;

/** The same family, which looks each key up once. */
export function remembering(family: FactorFamily): FactorFamily {
  const found = new Map<string | undefined, ReturnType<FactorFamily["find"]>>();
  return {
    ...family,
    find: (key) => {
      const known = found.get(key);
      if (known !== undefined) return known;
      const fresh = family.find(key);
      if (found.size >= mostKept) found.clear();
      found.set(key, fresh);
      return fresh;
    },
  };
}
