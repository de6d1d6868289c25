import type { LedgerHealth } from "@wattledger/ledger";
import type { IntakeCounts } from "../intake/accept.ts";
import type { Metric, MetricSample } from "../outputs/metric.ts";
import type { OutputHealth } from "../outputs/output.ts";

/** What the server knows of itself. */
export interface OwnHealth {
  readonly counts: IntakeCounts;
  readonly waiting: number;
  readonly ledger: LedgerHealth;
  readonly outputs: readonly OutputHealth[];
  readonly version: string;
  readonly startedSeconds: number;
}

/** Metrics of the server itself. Its counters begin again with the process, as those of every process do. */
export function ownHealth({ counts, waiting, ledger, outputs, version, startedSeconds }: OwnHealth): readonly Metric[] {
  const { accepted, rejected, withoutEnergy, busy } = counts;
  const { journalBatches, batchesBehind, journalBytes, damages } = ledger;
  const byOutput = (figure: "sent" | "refused" | "dropped" | "waiting"): readonly MetricSample[] =>
    outputs.map(({ kind, [figure]: value }, index) => ({ labels: { output: kind, place: String(index) }, value }));
  return [
    counter("wattledger.ingest.accepted", "Records that were accepted since the server started.", accepted),
    {
      name: "wattledger.ingest.rejected",
      unit: "{record}",
      kind: "counter",
      help: "Records that were not taken since the server started: invalid ones, and those for which too much waited.",
      samples: [
        { labels: { reason: "invalid" }, value: rejected },
        { labels: { reason: "busy" }, value: busy },
      ],
    },
    counter(
      "wattledger.ingest.without_energy",
      "Events of which no method knew the energy, since the server started.",
      withoutEnergy,
    ),
    gauge("wattledger.ingest.waiting", "{record}", "Records that wait for the disk.", waiting),
    counter("wattledger.journal.batches", "Batches that were acknowledged since the ledger began.", journalBatches),
    gauge("wattledger.journal.size", "By", "Size of the journal on disk.", journalBytes),
    gauge("wattledger.journal.damages", "{damage}", "Damages of the journal since the ledger was opened.", damages),
    gauge(
      "wattledger.engine.batches_behind",
      "{batch}",
      "Acknowledged batches that the engine does not have yet.",
      batchesBehind,
    ),
    {
      name: "wattledger.output.sent",
      unit: "{request}",
      kind: "counter",
      help: "Requests that a receiver of metrics took, since the server started.",
      samples: byOutput("sent"),
    },
    {
      name: "wattledger.output.refused",
      unit: "{request}",
      kind: "counter",
      help: "Requests that a receiver of metrics will never take, since the server started.",
      samples: byOutput("refused"),
    },
    {
      name: "wattledger.output.dropped",
      unit: "{request}",
      kind: "counter",
      help: "Requests that were removed because too many waited, since the server started.",
      samples: byOutput("dropped"),
    },
    {
      name: "wattledger.output.waiting",
      unit: "{request}",
      kind: "gauge",
      help: "Requests that wait for a receiver of metrics.",
      samples: byOutput("waiting"),
    },
    gauge("process.resident_memory", "By", "Resident memory.", process.memoryUsage.rss()),
    gauge("process.start_time", "s", "When the server started, since 1970.", startedSeconds),
    {
      name: "wattledger.build_info",
      unit: "",
      kind: "gauge",
      help: "The version that runs.",
      samples: [{ labels: { version }, value: 1 }],
    },
  ];
}

function counter(name: string, help: string, value: number): Metric {
  return { name, unit: "{record}", kind: "counter", help, samples: [{ labels: {}, value }] };
}

function gauge(name: string, unit: string, help: string, value: number): Metric {
  return { name, unit, kind: "gauge", help, samples: [{ labels: {}, value }] };
}
