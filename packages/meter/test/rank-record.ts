import { defined } from "@wattledger/core";
import { settle } from "../src/attribute/settle.ts";
import type { JobPart } from "../src/record/record.ts";
import type { RunRecord } from "../src/store/read-record.ts";

/** What a rank, or another run, told. */
export interface Told {
  readonly id: string;
  /** Absent: of a job. */
  readonly alone?: true;
  readonly within?: string;
  readonly role?: JobPart["role"];
  readonly rank?: number;
  readonly node?: string;
  readonly attempt?: string;
  /** Seconds after midnight. */
  readonly from?: number;
  readonly seconds?: number;
  /** Of the processors of the node, as the sampler saw it. */
  readonly joules?: number;
  readonly busySeconds?: number;
  readonly cpuSeconds?: number;
  readonly exitCode?: number;
  readonly open?: true;
  readonly job?: Partial<JobPart>;
  readonly channel?: string;
}

/** The record of a run that told this. */
export function rankRecord(told: Told): RunRecord {
  const { id, role = "sampler", rank = 0, node = "node-1", attempt = "0", from = 0, seconds = 100 } = told;
  const { joules = 1000, busySeconds = 100, cpuSeconds = 50, exitCode = 0, open, job } = told;
  const use = { durationSeconds: seconds, cpuSeconds, cpuSource: "waited-for" as const };
  const machine = { busySeconds, capacitySeconds: 8 * seconds };
  const known = {
    channel: {
      id: told.channel ?? "rapl-powercap/package-0",
      sensor: "rapl-powercap",
      component: "cpu" as const,
      method: "measured" as const,
      evidence: "a counter",
      relativeUncertainty: { value: 0.01, basis: "a test" },
    },
    joules,
    imputedJoules: 0,
    coverage: 1,
    edgeJoules: 0,
    idleWatts: 0,
    idleBasis: "a test",
    gaps: { gaps: [], unlisted: 0 },
  };
  const measurement =
    role === "rank"
      ? settle({ known: [], missing: [], platform: [], use, idlePolicy: "cpu-time", notes: ["another measures"] })
      : settle({
          known: [known],
          missing: [],
          platform: [],
          use: { ...use, ...machine },
          idlePolicy: "cpu-time",
          notes: [],
        });
  return {
    path: `/${id}.jsonl`,
    started: {
      kind: "run-started",
      schema: "wattledger/run-record/1",
      id,
      tags: {},
      startedAt: new Date(from * 1000).toISOString(),
      ...defined({ within: told.within }),
      ...(told.alone === true ? {} : { job: { launcher: "slurm", key: "slurm-1.0", rank, attempt, role, ...job } }),
      command: [],
      omittedArguments: 0,
      workingDirectory: "/",
      wrapper: { pid: 1, bootId: node },
      machine: {
        platform: "linux",
        architecture: "x64",
        processorPackages: 1,
        logicalProcessors: 8,
        chassis: "server",
      },
      sensors: [],
      options: { intervalSeconds: 1, idlePolicy: "cpu-time" },
    },
    samples: [],
    gaps: [],
    lost: [],
    ...(open === undefined ? { finished: { kind: "run-finished" as const, exitCode, ...measurement } } : {}),
    progress: [],
    others: [],
    problems: [],
  };
}
