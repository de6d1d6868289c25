import { convert } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import type { Figure } from "@wattledger/meter";
import type { AccountedJob, JobTotals } from "@wattledger/meter/records";

/** What `wattledger runs show JOB --json` prints; docs/attribution.md names its fields. */
export interface JobDocument extends Omit<JobTotals, "nodes" | "factor"> {
  readonly schema: "wattledger/job/1";
  readonly energyJoules: Figure;
  readonly carbonGrams: Figure;
  readonly waterLitres: Figure;
  readonly embodiedGrams: Figure;
  readonly nodes: readonly {
    readonly node: string;
    readonly ranks: number;
    readonly coverage: number;
    readonly energyJoules: Figure | null;
    readonly cpuSeconds: number | null;
  }[];
}

/** A job in the form of {@link JobDocument}. */
export function jobDocument(totals: JobTotals, job: AccountedJob, problems: readonly string[]): JobDocument {
  const { nodes: _nodes, factor: _factor, ...rest } = totals;
  const { energy, carbon, water, embodied } = job.figures;
  return {
    schema: "wattledger/job/1",
    ...rest,
    energyJoules: figure(energy, "J"),
    carbonGrams: figure(carbon, "gCO2e"),
    waterLitres: figure(water, "L"),
    embodiedGrams: figure(embodied, "gCO2e"),
    nodes: job.nodes.map(({ node, accounted }) => {
      const own = accounted.results.get("energy")?.quantity;
      return {
        node: node.node,
        ranks: node.ranks,
        coverage: node.coverage,
        energyJoules: own === undefined ? null : figure(own, "J"),
        cpuSeconds: node.measurement.cpuSeconds ?? null,
      };
    }),
    notes: [...totals.notes, ...problems],
  };
}

function figure({ unit: from, nominal, mean, low, high, level }: Quantity, unit: string): Figure {
  const scale = convert(1, from, unit);
  return { nominal: nominal * scale, mean: mean * scale, low: low * scale, high: high * scale, level };
}
