import { defined } from "../src/defined.ts";
import type { ResolvedChoice, ResolvedNumber } from "../src/graph/resolved.ts";
import type { Distribution } from "../src/uncertainty/distribution.ts";

/** A given number of unit `unit`, exact where it has no distribution. Equal variables err together. */
export function known(value: number, distribution?: Distribution, variable?: string, unit = "1"): ResolvedNumber {
  return {
    kind: "number",
    value,
    unit,
    origin: { kind: "given" },
    ...defined({ distribution, variable }),
  };
}

/** A normal distribution of this standard deviation. */
export function normal(sd: number): Distribution {
  return { kind: "normal", sd };
}

/** A given option. */
export function chosen(value: string): ResolvedChoice {
  return { kind: "choice", value, origin: { kind: "given" } };
}
