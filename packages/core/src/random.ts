import { inWords } from "./argument.ts";
import { WattledgerError } from "./error.ts";

/** Gives numbers between 0 and 1, neither of them included: the same ones for the same seed, on every machine. */
export type Random = () => number;

/**
 * A seeded generator: sfc32 of C. Doty-Humphrey (PractRand), seeded through splitmix32. Not for secrets.
 *
 * @throws WattledgerError `bad-input` for a seed that is not a whole number.
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed))
    throw new WattledgerError("bad-input", `A seed must be a whole number, not ${inWords(seed)}.`);
  let mixed = seed | 0;
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed ^ (mixed >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  // The high half of large seeds counts too.
  mixed ^= Math.trunc(seed / 2 ** 32);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let index = 0; index < 12; index += 1) next();
  // Half a step above the multiples of 2^-32: a 0 would be drawn as minus infinity from a normal distribution.
  return () => (next() + 0.5) / 2 ** 32;
}
