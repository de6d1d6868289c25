import { expect, test } from "vitest";
import { readActivity } from "./compare-activity.ts";

test("names may leave out their unit and values may have one", () => {
  const data = [
    "duration=1.5h",
    "memory=64 GiB",
    "accelerators=4xA100, 2 x T4",
    "energy.gpu=3kWh",
    "energy.cpu=5",
    "meanLoad=80%",
  ];
  expect(readActivity("compute-run", undefined, data)).toEqual({
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
  expect(readActivity(undefined, file, ["outputTokens=7"])).toEqual({ ...file, outputTokens: 7 });
});

test.each<[string | undefined, unknown, readonly string[], RegExp]>([
  [undefined, undefined, [], /Say which kind of activity it is: compute-run, llm-request/],
  ["llm-requst", undefined, [], /no kind of activity `llm-requst`. Did you mean `llm-request`\?/],
  ["llm-request", undefined, ["outputToken=3"], /no `outputToken`. Did you mean `outputTokens`\?/],
  ["llm-request", undefined, ["outputTokens=many"], /outputTokens=many: "many" is no number/],
  ["compute-run", undefined, ["duration=3kg"], /duration=3kg: .*mass is not time/],
  ["compute-run", undefined, ["duration=3±1 h"], /without an interval/],
  ["compute-run", undefined, ["duration"], /"duration" is no datum: write name=value/],
  ["compute-run", undefined, ["duration=1h", "meanLoad=80"], /meanLoad: .*<=1/],
  ["compute-run", undefined, ["duration=-1h"], /durationSeconds/],
  ["llm-request", undefined, [], /outputTokens/],
  [undefined, [1], [], /must be a JSON object/],
  ["llm-request", JSON.parse('{"outputTokens": 1, "__proto__": 1}'), [], /the name `__proto__`/],
  ["llm-request", { outputTokens: 1, tokens: 4 }, [], /[Uu]nrecognized key/],
])("%s %o %o is refused in words that help", (kind, file, data, words) => {
  expect(() => readActivity(kind, file, data)).toThrow(words);
});
