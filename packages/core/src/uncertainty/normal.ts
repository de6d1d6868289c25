import { expectKind } from "../argument.ts";
/**
 * Quantile of the standard normal distribution, to about 16 digits: algorithm AS 241 (PPND16) of M. J. Wichura,
 * Applied Statistics 37 (1988), 477-484. Minus and plus infinity at 0 and 1.
 */
export function normalQuantile(probability: number): number {
  if (typeof probability !== "number") expectKind("The probability", probability, "number");
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * centreAbove(r)) / centreBelow(r);
  }
  const tail = q < 0 ? probability : 1 - probability;
  if (tail <= 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const size = r <= 5 ? nearAbove(r - 1.6) / nearBelow(r - 1.6) : farAbove(r - 5) / farBelow(r - 5);
  return q < 0 ? -size : size;
}

/**
 * Distribution function of the standard normal distribution, to about 15 digits: G. West, Better approximations to
 * cumulative normal functions, Wilmott (2005), after J. F. Hart.
 */
export function normalProbability(x: number): number {
  if (typeof x !== "number") expectKind("The value", x, "number");
  const size = Math.abs(x);
  if (size > 37) return x > 0 ? 1 : 0;
  const density = Math.exp((-size * size) / 2);
  let tail: number;
  if (size < 7.07106781186547) {
    tail = (density * hartAbove(size)) / hartBelow(size);
  } else {
    tail = density / ((size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))) * 2.506628274631);
  }
  return x > 0 ? 1 - tail : tail;
}

// Polynomials, written out: a loop over coefficients takes a short command, whose code is interpreted, several times longer.

function centreAbove(x: number): number {
  return (
    ((((((2509.0809287301227 * x + 33430.57558358813) * x + 67265.7709270087) * x + 45921.95393154987) * x +
      13731.69376550946) *
      x +
      1971.5909503065513) *
      x +
      133.14166789178438) *
      x +
    3.3871328727963665
  );
}

function centreBelow(x: number): number {
  return (
    ((((((5226.495278852854 * x + 28729.085735721943) * x + 39307.89580009271) * x + 21213.794301586597) * x +
      5394.196021424751) *
      x +
      687.1870074920579) *
      x +
      42.31333070160091) *
      x +
    1
  );
}

function nearAbove(x: number): number {
  return (
    ((((((0.0007745450142783414 * x + 0.022723844989269184) * x + 0.2417807251774506) * x + 1.2704582524523684) * x +
      3.6478483247632045) *
      x +
      5.769497221460691) *
      x +
      4.630337846156546) *
      x +
    1.4234371107496835
  );
}

function nearBelow(x: number): number {
  return (
    ((((((1.0507500716444169e-9 * x + 0.0005475938084995345) * x + 0.015198666563616457) * x + 0.14810397642748008) *
      x +
      0.6897673349851) *
      x +
      1.6763848301838038) *
      x +
      2.053191626637759) *
      x +
    1
  );
}

function farAbove(x: number): number {
  return (
    ((((((2.0103343992922881e-7 * x + 0.000027115555687434876) * x + 0.0012426609473880784) * x +
      0.026532189526576124) *
      x +
      0.29656057182850487) *
      x +
      1.7848265399172913) *
      x +
      5.463784911164114) *
      x +
    6.657904643501103
  );
}

function farBelow(x: number): number {
  return (
    ((((((2.0442631033899397e-15 * x + 1.421511758316446e-7) * x + 0.000018463183175100548) * x +
      0.0007868691311456133) *
      x +
      0.014875361290850615) *
      x +
      0.1369298809227358) *
      x +
      0.599832206555888) *
      x +
    1
  );
}

function hartAbove(x: number): number {
  return (
    (((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
      112.079291497871) *
      x +
      221.213596169931) *
      x +
    220.206867912376
  );
}

function hartBelow(x: number): number {
  return (
    ((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
      296.564248779674) *
      x +
      637.333633378831) *
      x +
      793.826512519948) *
      x +
    440.413735824752
  );
}
