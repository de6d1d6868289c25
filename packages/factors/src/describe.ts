import type { Distribution, Factor, FoundFactor } from "@wattledger/core";

/** 95th percentile of the standard normal: half of the house level of 90 % lies on each side of the median. */
const z90 = 1.6448536269514722;

/** A found figure with its papers and each fall-back step, as text for a terminal. */
export function describeFound(found: FoundFactor): string {
  const { factor, matched, fallbacks } = found;
  const { source } = factor;
  const lines = [
    factor.title,
    `  ${figure(factor)}`,
    `  ${meaning(factor)}`,
    `  year       ${factor.year}${matched === undefined ? "" : `, asked for ${matched}`}`,
    `  source     ${source.title}, ${source.version}`,
    `             ${source.locator}`,
    `  licence    ${source.license}, retrieved ${source.retrieved}`,
    `  interval   ${factor.uncertainty.basis}`,
  ];
  if (source.caveat !== undefined) lines.push(`  caveat     ${source.caveat}`);
  for (const [index, step] of fallbacks.entries()) lines.push(`  step ${index + 1}     ${step}`);
  lines.push(`  id         ${factor.id}`);
  return lines.join("\n");
}

function figure({ value, unit, uncertainty }: Factor): string {
  const { low, high, level } = endsOf(uncertainty.distribution, value);
  const shownUnit = unit === "1" ? "" : ` ${unit}`;
  return `${rounded(value)}${shownUnit} (${Math.round(level * 100)} % interval ${rounded(low)} to ${rounded(high)})`;
}

/** What a number is of, in the words of its fields; those that do not apply are left out. */
function meaning({ boundary, basis, signal, accounting, gwpSet, convention }: Factor): string {
  const words = [boundary, basis, signal, accounting === "not-applicable" ? accounting : `${accounting}-based`];
  return [...words, gwpSet, convention].filter((word) => word !== undefined && word !== "not-applicable").join(", ");
}

/** Ends at 90 %, or at the level that the source gives. */
function endsOf(
  distribution: Distribution,
  value: number,
): { readonly low: number; readonly high: number; readonly level: number } {
  switch (distribution.kind) {
    case "normal":
      return { low: value - z90 * distribution.sd, high: value + z90 * distribution.sd, level: 0.9 };
    case "log-normal": {
      const factor = distribution.gsd ** z90;
      return { low: value / factor, high: value * factor, level: 0.9 };
    }
    case "uniform": {
      const tail = (distribution.high - distribution.low) * 0.05;
      return { low: distribution.low + tail, high: distribution.high - tail, level: 0.9 };
    }
    case "triangular": {
      return { low: triangularQuantile(distribution, 0.05), high: triangularQuantile(distribution, 0.95), level: 0.9 };
    }
    case "interval":
      return { low: distribution.low, high: distribution.high, level: distribution.level };
  }
}

function triangularQuantile({ low, mode, high }: Extract<Distribution, { kind: "triangular" }>, share: number): number {
  const width = high - low;
  return share * width < mode - low
    ? low + Math.sqrt(share * width * (mode - low))
    : high - Math.sqrt((1 - share) * width * (high - mode));
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
