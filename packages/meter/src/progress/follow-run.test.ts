import { defined } from "@wattledger/core/defined";
import { describe, expect, test, vi } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import { accountRun } from "../account/account.ts";
import type { Mark } from "../attribute/mark.ts";
import type { Weights } from "../attribute/weights.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { ProgressLine } from "../record/progress.ts";
import type { RunFinished, RunStarted } from "../record/record.ts";
import { followRun } from "./follow-run.ts";
import type { FollowedRun, FollowOptions } from "./follow-run.ts";
import type { PastRun } from "./past-misses.ts";
import type { RunStatus } from "./run-status.ts";

/** A run of ten seconds at constant power, followed with these options. */
interface Followed {
  readonly run: FollowedRun;
  readonly goTo: (seconds: number) => void;
  readonly mark: () => Mark;
  readonly endEpochAt: (seconds: number) => Promise<RunStatus>;
  readonly end: () => Promise<Awaited<ReturnType<FollowedRun["end"]>>>;
  readonly lines: readonly ProgressLine[];
  readonly asked: () => number;
  readonly started: RunStarted;
  readonly finished: RunFinished;
}

async function follow(options: Partial<FollowOptions>): Promise<Followed> {
  const { started, finished } = await meterRecordedRun({
    packages: [{ joules: 900, dramJoules: 60 }],
    options: { zone: "FR", pue: 1 },
  });
  let nowSeconds = 0;
  let asked = 0;
  const lines: ProgressLine[] = [];
  const mark = (): Mark => {
    const used = weights();
    return { elapsedSeconds: nowSeconds, weights: () => used };
  };
  const weights = (): Weights =>
    Object.fromEntries(soFar().energy.map(({ channel, attribution }) => [channel.id, attribution.runJoules]));
  const soFar = (): RunMeasurement => {
    const share = nowSeconds / 10;
    const energy = finished.energy.map((one) => ({
      ...one,
      machineJoules: one.machineJoules * share,
      attribution: { ...one.attribution, runJoules: one.attribution.runJoules * share },
    }));
    return { ...finished, durationSeconds: nowSeconds, energy };
  };
  const run = followRun(
    {
      started,
      elapsedSeconds: () => nowSeconds,
      mark,
      modelsChosen: async () => {},
      soFar,
      weights,
      record: (line) => lines.push(line),
      askToEnd: () => {
        asked += 1;
      },
    },
    { onBudget: "warn", ...options },
  );
  const goTo = (seconds: number): void => {
    nowSeconds = seconds;
  };
  return {
    run,
    goTo,
    mark,
    lines,
    started,
    finished,
    asked: () => asked,
    endEpochAt: async (seconds) => {
      goTo(seconds);
      const reply = await run.tell({ kind: "epoch-ended" }, mark());
      if (!reply.ok) throw new Error(reply.error);
      return reply.status;
    },
    end: async () => {
      goTo(10);
      return await run.end(mark(), finished);
    },
  };
}

test("the answers are the figures of the run's account so far", async () => {
  const { run, goTo, mark, started, finished } = await follow({});
  goTo(10);
  const reply = await run.tell({ kind: "status" }, mark());
  const accounted = await accountRun(started, finished, "interrupted");
  const carbon = accounted.ok ? accounted.value.results.get("carbon")?.quantity.nominal : undefined;
  const energy = accounted.ok ? accounted.value.results.get("energy")?.quantity : undefined;
  expect(energy?.unit).toBe("kWh");
  expect(reply).toMatchObject({ ok: true, status: { elapsedSeconds: 10, epochsDone: 0 } });
  const status = reply.ok ? reply.status : undefined;
  expect(status?.carbonGrams).toBeCloseTo(carbon ?? Number.NaN, 9);
  expect(status?.energyJoules).toBeCloseTo((energy?.nominal ?? Number.NaN) * 3.6e6, 6);
});

test("after epochs the whole is predicted, in energy, carbon and time", async () => {
  const { endEpochAt } = await follow({ plannedEpochs: 10 });
  await endEpochAt(1);
  await endEpochAt(2);
  const { prediction, energyJoules = 0, carbonGrams = 0, epochsDone, epochsPlanned } = await endEpochAt(3);
  expect([epochsDone, epochsPlanned]).toEqual([3, 10]);
  expect(prediction?.energyJoules.nominal).toBeCloseTo((energyJoules * 10) / 3, 6);
  expect(prediction?.carbonGrams.nominal).toBeCloseTo((carbonGrams * 10) / 3, 9);
  expect(prediction?.durationSeconds.nominal).toBeCloseTo(10, 9);
});

test("after steps too, if their total number is known", async () => {
  const { run, goTo, mark, lines } = await follow({});
  const replies: unknown[] = [];
  for (const second of [1, 2, 3, 4]) {
    goTo(second);
    const reply = await run.tell({ kind: "steps", count: 50, of: 500 }, mark());
    replies.push(reply.ok ? [reply.status.stepsDone, reply.status.prediction?.durationSeconds.nominal] : reply.error);
  }
  expect(replies.slice(0, 1)).toEqual([[50, undefined]]);
  expect(replies.slice(1)).toEqual([100, 150, 200].map((steps) => [steps, expect.closeTo(10, 6)]));
  expect(lines.map(({ kind }) => kind)).toEqual(["steps-done", "steps-done", "steps-done"]);
});

test("the errors of earlier runs make the interval wider; without them it does not change", async () => {
  const widths = [];
  for (const pastRuns of [undefined, async () => await Promise.reject(new Error("no disk")), async () => [restless]]) {
    const { endEpochAt } = await follow({ plannedEpochs: 10, ...defined({ pastRuns }) });
    for (const second of [1, 2, 3]) await endEpochAt(second);
    const { prediction } = await endEpochAt(4);
    const { low = 0, high = 0 } = prediction?.durationSeconds ?? {};
    widths.push(high - low);
  }
  const [plain = Number.NaN, without, wide] = widths;
  expect(without).toBe(plain);
  expect(wide).toBeGreaterThan(2 * plain);
});

/** A run whose last epoch took ten times as long as the others. */
const restless: PastRun = {
  basis: "epochs",
  parts: Array.from({ length: 10 }, (_, index) => ({ work: 1, joules: 10, seconds: index === 9 ? 10 : 1 })),
};

function budgetOf(limitJoules: number): Partial<FollowOptions> {
  return {
    budget: { text: `${limitJoules}J`, kind: "energy", limitJoules },
    plannedEpochs: 10,
  };
}

/** The run's total energy, with the rest of the node. */
async function totalJoules(): Promise<number> {
  const { endEpochAt } = await follow({});
  return (await endEpochAt(10)).energyJoules ?? Number.NaN;
}

describe("a budget of energy", () => {
  test("that is large enough is ok to the end, without a warning", async () => {
    const worsened = vi.fn<(status: RunStatus) => void>();
    const { endEpochAt, end, lines } = await follow({ ...budgetOf(1e6), budgetWorsened: worsened });
    await endEpochAt(1);
    expect(await end()).toMatchObject({ budget: { state: "ok", limit: 1e6 } });
    expect(worsened).not.toHaveBeenCalled();
    expect(lines.filter(({ kind }) => kind === "budget-changed")).toEqual([]);
  });

  test("that is too small is reported once when that is predicted, and once when it happens", async () => {
    const total = await totalJoules();
    const states: unknown[] = [];
    const { endEpochAt, end, asked } = await follow({
      ...budgetOf(total / 2),
      budgetWorsened: (status) => states.push(status.budget?.state),
    });
    for (const seconds of [1, 2, 3, 4, 6, 7]) await endEpochAt(seconds);
    expect(states).toEqual(["over", "exceeded"]);
    expect(await end()).toMatchObject({ budget: { state: "exceeded" } });
    expect(asked()).toBe(0);
  });

  test("asks the command to end once, if all of the prediction is above it", async () => {
    const total = await totalJoules();
    const { endEpochAt, end, asked, lines } = await follow({ ...budgetOf(total / 2), onBudget: "stop" });
    // ±35 % after one epoch, so that half of the total is just below the interval.
    await endEpochAt(1);
    await endEpochAt(2);
    await endEpochAt(3);
    expect(asked()).toBe(1);
    expect(lines).toContainEqual(expect.objectContaining({ kind: "budget-changed", askedToEnd: true }));
    const progress = await end();
    expect(progress?.budget).toMatchObject({ state: "exceeded", askedToEndAfterSeconds: 1 });
  });

  test("is not compared with a price that was not given", async () => {
    const { endEpochAt, end } = await follow({
      budget: { text: "3EUR", kind: "cost", limitAmount: 3, currency: "EUR" },
    });
    await endEpochAt(1);
    expect(await end()).not.toHaveProperty("budget");
  });
});

test("a budget of money is energy times price", async () => {
  const { endEpochAt } = await follow({
    budget: { text: "3EUR", kind: "cost", limitAmount: 3, currency: "EUR" },
    pricePerKilowattHour: 0.25,
  });
  const { budget, energyJoules = 0 } = await endEpochAt(5);
  expect(budget?.used).toBeCloseTo((energyJoules / 3.6e6) * 0.25, 12);
});

test("phases and epochs are recorded as they end, and added up in the end", async () => {
  const { run, goTo, mark, end, lines } = await follow({});
  await run.tell({ kind: "phase-started", name: "load" }, mark());
  goTo(4);
  await run.tell({ kind: "phase-ended", name: "load" }, mark());
  await run.tell({ kind: "epoch-ended", metrics: { accuracy: 0.9 } }, mark());
  await run.tell({ kind: "samples", count: 100 }, mark());
  expect(lines.map(({ kind }) => kind)).toEqual(["phase-ended", "epoch-ended"]);
  expect(await end()).toMatchObject({
    phases: [{ name: "load", count: 1, seconds: 4 }],
    epochs: { done: 1, seconds: 4 },
    work: { samples: 100 },
    metrics: { accuracy: 0.9 },
  });
});

test("an event that does not fit is refused, and the next one is used", async () => {
  const { run, mark } = await follow({});
  expect(await run.tell({ kind: "phase-ended", name: "x" }, mark())).toMatchObject({ ok: false });
  expect(await run.tell({ kind: "status" }, mark())).toMatchObject({ ok: true });
});
