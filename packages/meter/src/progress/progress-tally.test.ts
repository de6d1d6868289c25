import { defined } from "@wattledger/core/defined";
import { expect, test } from "vitest";
import type { Mark } from "../attribute/mark.ts";
import type { RunEvent } from "../command/run-event.ts";
import { closeTally, emptyTally, outlookOf, plannedSteps, takeEvent } from "./progress-tally.ts";
import type { Ended, Outlook, Part, ProgressTally } from "./progress-tally.ts";

/** Ten watts, all of the processor. */
function at(elapsedSeconds: number): Mark {
  return { elapsedSeconds, weights: () => ({ cpu: 10 * elapsedSeconds }) };
}

function line({ window: { fromSeconds, toSeconds, weights }, ...rest }: Ended): unknown {
  return { ...rest, fromSeconds, toSeconds, joules: weights["cpu"] };
}

function use({ work, window: { fromSeconds, toSeconds, weights } }: Part): unknown {
  return { work, seconds: toSeconds - fromSeconds, joules: weights["cpu"] };
}

/** A tally that each event replaces, as in a followed run. */
interface Told {
  tally: ProgressTally;
}

function open(): Told {
  return { tally: emptyTally };
}

/** Sends these events at these seconds, and returns the result of the last. */
function tell(run: Told, ...told: readonly (readonly [number, RunEvent])[]): unknown {
  let last: unknown;
  for (const [seconds, event] of told) {
    const taken = takeEvent(run.tally, event, at(seconds));
    if (taken.ok) run.tally = taken.tally;
    last = !taken.ok ? taken : { ok: true, ...(taken.ended === undefined ? {} : { line: line(taken.ended) }) };
  }
  return last;
}

function close(run: Told, seconds: number): readonly unknown[] {
  const closed = closeTally(run.tally, at(seconds));
  run.tally = closed.tally;
  return closed.ended.map(line);
}

function outlook({ tally }: Told, plannedEpochs: number | undefined): unknown {
  const found: Outlook | undefined = outlookOf(tally, plannedEpochs);
  return found === undefined ? undefined : { ...found, parts: found.parts.map(use) };
}

test("a phase has the time and energy between its start and its end, and returns add up", () => {
  const tally = open();
  const ended = tell(
    tally,
    [1, { kind: "phase-started", name: "load" }],
    [3, { kind: "phase-ended", name: "load" }],
    [5, { kind: "phase-started", name: "load" }],
    [6, { kind: "phase-ended", name: "load" }],
  );
  expect(ended).toEqual({
    ok: true,
    line: {
      kind: "phase-ended",
      name: "load",
      fromSeconds: 5,
      toSeconds: 6,
      joules: 10,
    },
  });
  expect([...tally.tally.phases]).toEqual([["load", { count: 2, seconds: 3, weights: { cpu: 30 } }]]);
});

test("phases may lie within others, and one that the command left open ends with it", () => {
  const tally = open();
  tell(
    tally,
    [0, { kind: "phase-started", name: "train" }],
    [2, { kind: "phase-started", name: "validate" }],
    [4, { kind: "phase-ended", name: "validate" }],
  );
  expect(close(tally, 10)).toMatchObject([{ name: "train", fromSeconds: 0, toSeconds: 10 }]);
  expect([...tally.tally.phases].map(([name, { seconds }]) => [name, seconds])).toEqual([
    ["train", 10],
    ["validate", 2],
  ]);
});

test("the end of a phase that has not started is refused, and so is a second start", () => {
  const tally = open();
  expect(tell(tally, [0, { kind: "phase-ended", name: "a" }])).toEqual({
    ok: false,
    error: 'phase "a" has not started',
  });
  tell(tally, [0, { kind: "phase-started", name: "a" }]);
  expect(tell(tally, [1, { kind: "phase-started", name: "a" }])).toMatchObject({ ok: false });
  expect(tell(tally, [2, { kind: "phase-ended", name: "a" }])).toMatchObject({ ok: true, line: { fromSeconds: 0 } });
});

test("epochs follow one another from the start of the run; reports in between belong to them", () => {
  const tally = open();
  tell(tally, [1, { kind: "metric", name: "loss", value: 2 }]);
  const first = tell(tally, [4, { kind: "epoch-ended", of: 10, metrics: { accuracy: 0.5 } }]);
  expect(first).toMatchObject({
    line: { number: 1, fromSeconds: 0, toSeconds: 4, joules: 40, metrics: { loss: 2, accuracy: 0.5 } },
  });
  const second = tell(tally, [6, { kind: "epoch-ended" }]);
  expect(second).toEqual({
    ok: true,
    line: { kind: "epoch-ended", number: 2, fromSeconds: 4, toSeconds: 6, joules: 20 },
  });
  expect(tally.tally.epochs.map(use)).toEqual([
    { work: 1, seconds: 4, joules: 40 },
    { work: 1, seconds: 2, joules: 20 },
  ]);
  expect(tally.tally.plannedEpochs).toBe(10);
  expect(Object.fromEntries(tally.tally.metrics)).toEqual({ loss: 2, accuracy: 0.5 });
});

test("an epoch with a reported start leaves out the time before it", () => {
  const tally = open();
  tell(tally, [3, { kind: "epoch-started" }], [5, { kind: "epoch-ended" }]);
  expect(tally.tally.epochs.map(use)).toEqual([{ work: 1, seconds: 2, joules: 20 }]);
});

test("if only starts are reported, each start ends the epoch before, and the run the last", () => {
  const tally = open();
  tell(tally, [2, { kind: "epoch-started", of: 3 }]);
  expect(tell(tally, [5, { kind: "epoch-started" }])).toMatchObject({
    line: { number: 1, fromSeconds: 2, toSeconds: 5 },
  });
  expect(close(tally, 9)).toMatchObject([{ kind: "epoch-ended", number: 2, fromSeconds: 5, toSeconds: 9 }]);
});

test("steps, samples and tokens add up; an unreported number is not zero", () => {
  const tally = open();
  expect(tally.tally.work).toBeUndefined();
  tell(tally, [0, { kind: "steps", count: 2 }], [1, { kind: "tokens", count: 500 }], [2, { kind: "steps", count: 1 }]);
  expect(tally.tally.work).toEqual({ steps: 3, samples: 0, tokens: 500 });
});

test("names from a loop are refused before they fill the memory", () => {
  const tally = open();
  for (let index = 0; index < 1000; index += 1) tell(tally, [0, { kind: "metric", name: `m${index}`, value: index }]);
  expect(tell(tally, [0, { kind: "metric", name: "one-more", value: 0 }])).toMatchObject({ ok: false });
  expect(tell(tally, [0, { kind: "metric", name: "m3", value: 7 }])).toMatchObject({ ok: true });
});

function steps(count: number, of?: number): RunEvent {
  return { kind: "steps", count, ...defined({ of }) };
}

test("steps make a part of the plan for each hundredth of it, but none shorter than a second", () => {
  const tally = open();
  expect(tell(tally, [5, steps(1, 1000)])).toEqual({ ok: true });
  expect(tell(tally, [6, steps(9)])).toEqual({ ok: true });
  expect(tell(tally, [6.5, steps(2)])).toEqual({
    ok: true,
    line: { kind: "steps-done", steps: 11, fromSeconds: 5, toSeconds: 6.5, joules: 15 },
  });
  expect(tell(tally, [7, steps(50)])).toEqual({ ok: true });
  expect(tell(tally, [8, steps(1)])).toMatchObject({ line: { steps: 51, fromSeconds: 6.5, toSeconds: 8 } });
  expect(outlook(tally, undefined)).toEqual({
    basis: "steps",
    parts: [
      { work: 11, seconds: 1.5, joules: 15 },
      { work: 51, seconds: 1.5, joules: 15 },
    ],
    planned: 1000,
    done: 63,
  });
});

test("the last of the planned steps ends the last part, at any length", () => {
  const tally = open();
  tell(tally, [0, steps(1, 10)], [2, steps(8)]);
  expect(tell(tally, [2.1, steps(1)])).toMatchObject({ line: { steps: 1 } });
  expect(outlook(tally, undefined)).toMatchObject({ planned: 10, done: 10 });
});

test("if the number of steps is unknown, or more are done, epochs are used for the plan", () => {
  const tally = open();
  tell(tally, [1, steps(5)], [3, steps(5)], [4, { kind: "epoch-ended", of: 8 }]);
  expect(outlook(tally, undefined)).toBeUndefined();
  expect(outlook(tally, 8)).toMatchObject({ basis: "epochs", planned: 8, done: 1 });
  tell(tally, [6, steps(5, 16)]);
  expect(outlook(tally, 8)).toMatchObject({ basis: "steps" });
  tell(tally, [9, steps(5)]);
  expect(plannedSteps(tally.tally)).toBeUndefined();
  expect(outlook(tally, 8)).toMatchObject({ basis: "epochs" });
});
