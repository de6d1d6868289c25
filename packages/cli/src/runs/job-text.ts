import { formatNumber, formatQuantity, formatReadable, wrapText } from "@wattledger/core";
import type { AccountedJob, JobTotals } from "@wattledger/meter/records";

/** The summary of a job for a terminal: what all its ranks took on all its nodes, and how much of that is known. */
export function jobText(totals: JobTotals, job: AccountedJob, problems: readonly string[], width = 100): string {
  const { figures } = job;
  const rows = [
    ...row(
      "energy",
      formatQuantity(figures.energy),
      `${Math.round(measuredShare(job) * 100)} % of the components' energy measured`,
    ),
    ...componentRows(job, totals.factor),
    ...row("  rest of node", formatQuantity(figures.restOfNode), "modelled: supply losses, fans and board"),
    ...(figures.facilityOverhead.high === 0
      ? []
      : row("  facility", formatQuantity(figures.facilityOverhead), "cooling and power distribution, by PUE")),
    ...row("carbon", formatQuantity(figures.carbon), "operational, location-based"),
    ...row("water", formatQuantity(figures.water), "consumed on site and by power plants"),
    ...row(
      "embodied",
      formatQuantity(figures.embodied),
      "carbon of making the machines, the job's share of their lives",
    ),
    ...job.nodes.flatMap(({ node, accounted }, index) =>
      row(
        `${totals.elements === undefined ? "node" : "part"} ${index + 1}`,
        formatQuantity(accounted.results.get("energy")?.quantity ?? figures.energy),
        `${node.ranks} ${node.ranks === 1 ? "rank" : "ranks"}, ${Math.round(node.coverage * 100)} % of the time measured, ${busyText(node)}`,
      ),
    ),
    ...[...totals.notes, ...assumptionsOf(job), ...problems].flatMap((note, index) =>
      prose(index === 0 ? "note" : "", note),
    ),
  ];
  return `${[headOf(totals), ...rows].join("\n")}\n`;

  function row(label: string, value: string, words: string): readonly string[] {
    return wrapText(words, `  ${label.padEnd(14)} ${value.padEnd(26)} `, " ".repeat(44), width);
  }
  function prose(label: string, words: string): readonly string[] {
    return wrapText(words, `  ${label.padEnd(14)} `, " ".repeat(17), width);
  }
  function componentRows({ nodes }: AccountedJob, factor: number): readonly string[] {
    const byComponent = new Map<string, { joules: number; evidence: string }>();
    for (const { node } of nodes) {
      for (const { channel, attribution } of node.measurement.energy) {
        const before = byComponent.get(channel.component);
        const joules = (before?.joules ?? 0) + attribution.runJoules * factor;
        byComponent.set(channel.component, { joules, evidence: before?.evidence ?? channel.evidence });
      }
    }
    return [...byComponent].flatMap(([component, { joules, evidence }]) =>
      row(`  ${component}`, formatReadable(joules, "J"), evidence),
    );
  }
}

function headOf({ key, durationSeconds, ranks, nodes, expectedNodes, attempts, elements }: JobTotals): string {
  const rankWords = counted(ranks.recorded, ranks.expected, "rank");
  // Elements of an array may follow one another on one node.
  const placeWords =
    elements === undefined
      ? `on ${counted(nodes.length, expectedNodes, "node")}`
      : `in ${counted(elements.length, undefined, "element")} of an array`;
  const attemptWords = attempts.length > 1 ? `, ${attempts.length} attempts` : "";
  const end =
    ranks.open > 0 ? `${ranks.open} without an end` : ranks.failed > 0 ? `${ranks.failed} failed` : "all succeeded";
  return `wattledger: job ${key}, ${formatReadable(durationSeconds, "s")}, ${rankWords} ${placeWords}${attemptWords}, ${end}`;
}

/** `63 of 64 ranks`, `1 node`. */
function counted(count: number, expected: number | undefined, noun: string): string {
  const of = expected === undefined || expected <= count ? "" : ` of ${expected}`;
  return `${count}${of} ${(expected ?? count) === 1 ? noun : `${noun}s`}`;
}

function busyText({ busyProcessors }: AccountedJob["nodes"][number]["node"]): string {
  if (busyProcessors === undefined) return "processor time of ranks not known";
  const { least, most } = busyProcessors;
  const range = most - least < 0.005 ? formatNumber(most, 2) : `${formatNumber(least, 2)} to ${formatNumber(most, 2)}`;
  return `${range} processors busy a rank`;
}

function measuredShare({ nodes }: AccountedJob): number {
  let measured = 0;
  let total = 0;
  for (const { node } of nodes) {
    const joules = node.measurement.energy.reduce((sum, { attribution }) => sum + attribution.runJoules, 0);
    measured += joules * node.measurement.quality.measuredShare;
    total += joules;
  }
  return total > 0 ? measured / total : 0;
}

function assumptionsOf({ nodes }: AccountedJob): readonly string[] {
  return [...new Set(nodes.flatMap(({ accounted }) => accounted.footprint.made.quality.notes))];
}
