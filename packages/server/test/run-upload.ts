/** A run as it is sent, with what the test does not state. */
export function runUpload(changes: {
  readonly id: string;
  readonly project?: string;
  readonly name?: string;
  readonly state?: "running" | "ended";
  readonly joules?: number;
  readonly samples?: object;
  readonly countedElsewhere?: boolean;
}): object {
  const { id, project = "runs", name = "train", state = "ended", joules = 3600, samples, countedElsewhere } = changes;
  return {
    state,
    ...(countedElsewhere === undefined ? {} : { countedElsewhere }),
    summary: {
      schema: "wattledger/run-summary/1",
      id,
      name,
      project,
      tags: {},
      lineage: { stage: "training", experiment: null, parentRun: null, model: null, modelVersion: null },
      startedAt: "2026-11-30T12:00:00Z",
      durationSeconds: 10,
      energyJoules: { total: figure(joules), cpu: figure(joules / 2), gpu: null, dram: null },
      carbonGrams: figure(0.05),
      waterLitres: null,
      embodiedGrams: null,
      cost: null,
      zone: { used: "FR", fallbacks: [] },
      quality: { measuredShare: 1, notes: [] },
    },
    ...(samples === undefined ? {} : { samples }),
  };
}

function figure(mean: number): object {
  return { nominal: mean, mean, low: mean * 0.9, high: mean * 1.1, level: 0.9 };
}
