import { expect, test } from "vitest";
import { readActivity } from "./read-activity.ts";

test("names may leave out their unit and values may have one", () => {
  const data = [
    "duration=1.5h",
    "memory=64 GiB",
    "accelerators=4xA100, 2 x T4",
    "energy.gpu=3kWh",
    "energy.cpu=5",
    "meanLoad=80%",
  ];
  expect(readActivity("compute-run", undefined, data).activity).toEqual({
    kind: "compute-run",
    durationSeconds: 5400,
    memoryBytes: 64 * 2 ** 30,
    accelerators: [
      { model: "A100", count: 4 },
      { model: "T4", count: 2 },
    ],
    energyJoules: { gpu: 10_800_000, cpu: 5 },
    meanLoad: 0.8,
  });
});

test("what is typed wins over the file, whose kind stands where none is typed", () => {
  const file = { kind: "llm-request", model: "gpt-4o", outputTokens: 1 };
  expect(readActivity(undefined, file, ["outputTokens=7"]).activity).toEqual({ ...file, outputTokens: 7 });
});

test.each<[string | undefined, unknown, readonly string[], RegExp]>([
  [undefined, undefined, [], /The kind of activity is missing. It is one of: compute-run, llm-request/],
  ["llm-requst", undefined, [], /Unknown kind of activity `llm-requst`. Did you mean `llm-request`\?/],
  ["llm-request", undefined, ["outputToken=3"], /Unknown field `outputToken`. Did you mean `outputTokens`\?/],
  ["llm-request", undefined, ["outputTokens=many"], /outputTokens=many: "many" is not a number/],
  ["compute-run", undefined, ["duration=3kg"], /duration=3kg: .*mass is not time/],
  ["compute-run", undefined, ["duration=3±1 h"], /Leave out the interval/],
  ["compute-run", undefined, ["duration"], /"duration" is not a field of the activity. Write name=value/],
  [
    "compute-run",
    undefined,
    ["duration=1h", "meanLoad=80"],
    /`meanLoad` is 80; it must be at most 1. If you mean per cent, write 0.8 or 80%/,
  ],
  ["compute-run", undefined, ["duration=-1h"], /`durationSeconds` is -3600; it must be at least 0, in s/],
  ["compute-run", undefined, [], /`duration` is missing. Give it, such as duration=12s/],
  ["llm-request", undefined, ["outputTokens=4.5"], /`outputTokens` is 4.5; it must be a whole number/],
  ["llm-request", undefined, ["outputTokens=4", "zone="], /`zone` is empty. Give a name, or leave it out/],
  ["llm-request", undefined, ["outputTokens=4", "outputTokens=5"], /`outputTokens` is given twice/],
  ["llm-request", undefined, ["outputTokens=4", "workloadStage=infrence"], /Did you mean `inference`\?/],
  ["llm-request", { outputTokens: "400" }, [], /`outputTokens` is "400"; it must be a number/],
  ["compute-run", undefined, ["duration=1h", "energy=3kWh"], /such as energy.gpu=3kWh/],
  [
    "compute-run",
    undefined,
    ["duration=1h", "energy.gpux=3kWh"],
    /unknown field `gpux` within `energy`.* Did you mean `gpu`\?/,
  ],
  [
    "compute-run",
    undefined,
    ["duration=1e308h"],
    /^duration=1e308h is too large for a number in s\. Give a smaller one\.$/,
  ],
  ["compute-run", undefined, ["memory=1e308GB"], /is too large for a number in B/],
  ["compute-run", undefined, ["duration=NaN"], /"NaN" is not a number. Wanted: a number in s/],
  ["compute-run", undefined, ["duration=1h", "startedAt=yesterday"], /it must be a time such as 2026/],
  [undefined, [1], [], /must be a JSON object/],
  ["llm-request", JSON.parse('{"outputTokens": 1, "__proto__": 1}'), [], /the name `__proto__`/],
  ["llm-request", { outputTokens: 1, tokens: 4 }, [], /unknown field `tokens`/],
])("%s %o %o is refused in words that help", (kind, file, data, words) => {
  expect(() => readActivity(kind, file, data)).toThrow(words);
});

test.each([
  [
    ["duration=12"],
    "`duration` (time that it took) was given without a unit and was read as 12 s. The usual range is 60 to 32000000 s. If you mean 12 h, write 12h.",
  ],
  [["duration=1h", "memory=64"], "If you mean 64 GB (59.6 GiB), write 64GB."],
])("%o is doubted", (data, sentence) => {
  expect(readActivity("compute-run", undefined, data).doubts).toEqual([expect.stringContaining(sentence)]);
});

test("what has a unit, or is usual, is not doubted", () => {
  expect(readActivity("compute-run", undefined, ["duration=12s", "memory=64GB"]).doubts).toEqual([]);
});

test("a share of more than 100 % is refused in per cent, without advice on per cent", () => {
  expect(() => readActivity("compute-run", undefined, ["duration=1h", "meanLoad=150%"])).toThrow(
    /is 150 %, more than 100 %\.$/mu,
  );
  expect(() => readActivity("compute-run", undefined, ["duration=1h", "meanLoad=80"])).toThrow(
    "If you mean per cent, write 0.8 or 80%",
  );
});

test.for(["duration=12h", "time=12h", "runtime=12h"])("%s is the duration of a computation", (assignment) => {
  expect(readActivity("compute-run", undefined, [assignment]).activity).toMatchObject({ durationSeconds: 43_200 });
});

test("tokensBillions=15000 is 15e12 tokens, and a thing given under two names is refused", () => {
  const { activity } = readActivity("training-plan", undefined, ["tokensBillions=15000"]);
  expect(activity).toMatchObject({ tokens: 15e12 });
  expect(() => readActivity("compute-run", undefined, ["duration=12h", "time=13h"])).toThrow("is given twice");
});

test("a count that few have is doubted, from a file too", () => {
  const { doubts } = readActivity(undefined, { kind: "llm-request", outputTokens: 5, requests: 1e12 }, []);
  expect(doubts).toEqual(["`requests` is 1000000000000. Usually it is at most 1000000000."]);
});
