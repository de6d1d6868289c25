import type { Ledger } from "@wattledger/ledger";
import type { Intake } from "../intake/accept.ts";
import type { Metric } from "../outputs/metric.ts";
import type { Output } from "../outputs/output.ts";
import { ownHealth } from "./metric-health.ts";
import { metricSeries } from "./metric-series.ts";
import { sumMetrics } from "./metric-sums.ts";
import type { RunHub } from "./run-hub.ts";

/** The metrics of a server, for those who scrape it and those to whom it sends them. */
export interface MetricSource {
  /** Metrics of one project, or of all and the server's own health. */
  readonly collect: (project: string | null) => Promise<readonly Metric[]>;
  /** Lets the health of an output be seen in the metrics. */
  readonly watch: (output: Pick<Output, "health">) => void;
}

/** What {@link metricSource} needs. */
export interface MetricSourceOptions {
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly runs: RunHub;
  readonly now: () => number;
  readonly version: string;
  /** How many pairs of project and model have series of their own. */
  readonly mostPairs?: number;
}

/** Makes the source of metrics of a server. */
export function metricSource(options: MetricSourceOptions): MetricSource {
  const { ledger, intake, runs, now, version, mostPairs = 1000 } = options;
  const outputs: Pick<Output, "health">[] = [];
  const startedSeconds = now() / 1000;
  const series = metricSeries({ ledger, now, mostPairs });
  return {
    collect: async (project) => {
      const sums = await sumMetrics({ ledger, series, now }, project);
      const power: Metric = {
        name: "wattledger.run.power",
        unit: "W",
        kind: "gauge",
        help: "Power of runs in progress, as they told it last.",
        samples: runs.power(project).map(([labels, value]) => ({ labels: { ...labels }, value })),
      };
      if (project !== null) return [...sums, power];
      const health = ownHealth({
        counts: intake.counts(),
        waiting: intake.waiting(),
        ledger: await ledger.health(),
        outputs: outputs.map((output) => output.health()),
        version,
        startedSeconds,
      });
      return [...sums, power, ...health];
    },
    watch: (output) => {
      outputs.push(output);
    },
  };
}
