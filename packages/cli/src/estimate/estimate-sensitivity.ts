import { convert, formatNumber, formatValue, readableUnit } from "@wattledger/core";
import type { Influence, Method } from "@wattledger/core";
import { plainPath } from "@wattledger/estimate";
import type { EstimateDocument } from "@wattledger/estimate";

type Shares = NonNullable<EstimateDocument["sensitivity"]>;

/** Columns of a bar that means all of the variance. */
const barWidth = 20;

/** Inputs with a smaller share are named together. */
const leastShare = 0.005;

/** A variable as a line of the table. */
export interface InfluenceLine {
  readonly inputs: string;
  readonly share: string;
  readonly bar: string;
  /** The output with the input at the ends of its interval. */
  readonly swing: string;
}

/** Shares of variance for people; `rest` names what has next to no share. */
export interface InfluenceTable {
  readonly title: string;
  readonly meaning: string;
  readonly lines: readonly InfluenceLine[];
  readonly rest: readonly string[];
}

/** The table of what causes the uncertainty of an output. */
export function influenceTable(method: Method, shares: Shares): InfluenceTable {
  const { output, influences, approach, samples, seed } = shares;
  const unit = method.equations[output]?.unit ?? "1";
  const certain = influences.every(({ total }) => total === 0);
  const how =
    approach === "first-order"
      ? "Share of the variance, by derivatives"
      : `Share of the variance that would go if the input were known (Sobol's total index, ${samples} points from seed ${seed})`;
  const strong = influences.filter(({ total }) => total >= leastShare);
  return {
    title: `What the uncertainty of ${output} comes from`,
    meaning: certain
      ? "Nothing: no input that it rests on has an interval. State one as in runtime=12±1."
      : `${how}; and ${output} with that input at the ends of its interval, all else at central values.`,
    lines: strong.map((influence) => influenceLine(influence, unit)),
    rest: influences.filter(({ total }) => total < leastShare).flatMap(({ inputs }) => inputs.map(plainPath)),
  };
}

function influenceLine({ inputs, total, swing }: Influence, unit: string): InfluenceLine {
  const readable = readableUnit(Math.max(Math.abs(swing.low), Math.abs(swing.high)), unit);
  const [low, high] = [swing.low, swing.high].map((end) => convert(end, unit, readable));
  return {
    inputs: inputs.map(plainPath).join(", "),
    share: `${Math.round(total * 100)} %`,
    bar: "█".repeat(Math.max(1, Math.round(total * barWidth))).padEnd(barWidth, "·"),
    swing: `${formatNumber(low ?? Number.NaN)} to ${formatValue(high ?? Number.NaN, readable)}`,
  };
}
