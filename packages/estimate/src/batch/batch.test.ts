import { propagate } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { apiInference, ecologits, greenAlgorithms } from "@wattledger/methods";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeEstimate } from "../estimate/document.ts";
import { fixtureFamilies, kettle } from "../estimate/kettle.fixture.ts";
import { parseGiven } from "../given/given.ts";
import type { FileInputs } from "../given/given.ts";
import { answerSlowly, batchAnswerer } from "./answer.ts";
import type { BatchRequest } from "./answer.ts";
import { remembering } from "./families.ts";
import { fastPath } from "./fast.ts";
import { tallies } from "./tally.ts";

const remembered = families.map(remembering);

function requestOf(method: Method, own: Partial<BatchRequest> = {}): BatchRequest {
  return { method, families: remembered, common: {}, intervals: true, notes: tallies(), ...own };
}

async function answerOf(request: BatchRequest, text: string | undefined, line = 1): Promise<unknown> {
  const answer = await batchAnswerer(request)(text, line);
  return answer === undefined ? undefined : JSON.parse(typeof answer === "string" ? answer : answer.text);
}

const amount = fc.double({ min: 0, max: 1e4, noNaN: true });
/** A value as people write it, right or wrong. */
const written = fc.oneof(
  amount,
  fc.integer({ min: 0, max: 2000 }),
  fc
    .tuple(amount, fc.constantFrom("", "h", "min", "GB", "W", "kW", "%", "kWh", "gCO2e/kWh", "apples"))
    .map(([value, unit]) => `${value} ${unit}`),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom("%", " W", " h"))
    .map(([value, unit]) => `${value}±10%${unit === "%" ? "" : unit}`),
  fc.constantFrom("5..7", "1.2..1.4 kWh", "-3", "many", "", "yes", "no", "0.5", "80"),
);

function linesFor(
  names: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(names, { requiredKeys: [] });
}

const zone = fc.constantFrom("FR", "DEU", "SE-SE3", "aws:eu-west-1", "Atlantis", "");
const lines: readonly (readonly [string, Method, fc.Arbitrary<Readonly<Record<string, unknown>>>])[] = [
  [
    "green-algorithms",
    greenAlgorithms,
    linesFor({
      runtime: fc.oneof({ weight: 4, arbitrary: amount.map((value) => `${value} h`) }, written),
      memory: fc.oneof({ weight: 4, arbitrary: amount }, written),
      cores: written,
      cpuUsage: fc.oneof(fc.double({ min: 0, max: 1.2, noNaN: true }), written),
      pue: written,
      zone,
      cpu: fc.constantFrom("AMD EPYC 7763", "Xeon E5-2683 v4", "nothing of the kind"),
      intensity: written,
      taskPeriodUnit: fc.constantFrom("day", "month", "fortnight"),
      energy: fc.oneof({ weight: 1, arbitrary: written }, fc.constant("1.2 kWh")),
      facility: fc.constantFrom("google", "outside-data-centre"),
      runtme: amount,
      id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    }),
  ],
  [
    "ecologits",
    ecologits,
    linesFor({
      outputTokens: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 4000 }) }, written),
      model: fc.constantFrom("gpt-4o", "claude-3-5-sonnet-20241022", "gpt-4oo"),
      activeParameters: written,
      totalParameters: written,
      requestLatency: written,
      zone,
      waterOf: fc.constantFrom("it-energy", "facility-energy", "tea"),
      itEnergy: fc.constantFrom("1 Wh", "2 kWh", "3 apples"),
    }),
  ],
  [
    "api-inference",
    apiInference,
    linesFor({
      model: fc.constantFrom("gpt-4o", "meta-llama/Llama-3.1-8B-Instruct", "gpt-4oo"),
      outputTokens: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 4000 }) }, written),
      inputTokens: written,
      concurrency: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 16, "32", 64) }, written),
      accelerator: fc.constantFrom("H100", "B200", "A100", "{model}"),
      acceleratorCount: fc.constantFrom(1, 2, 8, "8"),
      precision: fc.constantFrom("bf16", "fp8", "tea"),
      reasoning: fc.constantFrom("yes", "no"),
      zone,
    }),
  ],
  [
    "kettle",
    kettle,
    linesFor({
      kettles: fc.constantFrom([], [{ power: 2, time: "3 min" }], [{ label: "blue", power: "2 apples" }], 3),
      loss: written,
      zone: fc.constantFrom("FR", "Atlantis"),
      lid: fc.constantFrom("open", "shut"),
    }),
  ],
];

test.for(lines)(
  "each line of %s is answered as a single estimate is",
  { timeout: 60_000 },
  async ([, method, anyLine]) => {
    const used = method === kettle ? fixtureFamilies : remembered;
    const answer = batchAnswerer(requestOf(method, { families: used }));
    const plain = requestOf(method, { families: used });
    await fc.assert(
      fc.asyncProperty(anyLine, async (data) => {
        const given = await answer(JSON.stringify(data), 7);
        const found: unknown = JSON.parse(typeof given === "string" ? given : (given?.text ?? ""));
        expectAlike(found, JSON.parse(JSON.stringify(await answerSlowly(plain, data, 7))));
      }),
      { numRuns: 100 },
    );
  },
);

// Each was once answered otherwise than by a single estimate, or stopped the batch.
test.for([
  [apiInference, { model: "gpt-4o", outputTokens: 100, inputTokens: 5e-324, zone: "FR" }],
  [apiInference, { model: "gpt-4o", outputTokens: 100, inputTokens: "5e-324", zone: "FR" }],
  [apiInference, { model: "gpt-4o", outputTokens: 100, measuredEnergyPerToken: "1e308±10%", zone: "FR" }],
  [ecologits, { model: "gpt-4o", outputTokens: 100, requestLatency: "5e-324 h", zone: "FR" }],
  [ecologits, { model: "gpt-4o", outputTokens: 0, activeParameters: "1±10%", totalParameters: 1 }],
  [ecologits, { model: "gpt-4o", outputTokens: 100, activeParameters: 20, totalParameters: 40, zone: "FR" }],
] as const)("%#: a line of odd values has the doubts and refusals of a single estimate", async ([method, data]) => {
  const answer = batchAnswerer(requestOf(method));
  const expected = JSON.parse(JSON.stringify(await answerSlowly(requestOf(method), data, 7)));
  for (let line = 0; line < 2; line += 1) {
    const given = await answer(JSON.stringify(data), 7);
    const found: unknown = JSON.parse(typeof given === "string" ? given : (given?.text ?? ""));
    expect(roundedEnds(found)).toEqual(roundedEnds(expected));
  }
});

function roundedEnds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, one: unknown) =>
    typeof one === "number" && (name === "low" || name === "high") ? Number(one.toPrecision(10)) : one,
  );
}

/** The same, but for the last digits of the ends of intervals, where variances are added in another order. */
function expectAlike(found: unknown, expected: unknown): void {
  expect(roundedEnds(found)).toEqual(roundedEnds(expected));
}

test("a line's outputs are those of the estimate's document", async () => {
  const data: FileInputs = { runtime: "12 h", memory: 64, cores: 4, zone: "FR" };
  const estimate = await makeEstimate(greenAlgorithms, parseGiven(greenAlgorithms, families, data, []), families, "", {
    seed: 1,
  });
  if (!estimate.ok) throw new Error("no estimate");
  const { method, document } = estimate.value;
  // A single estimate simulates the intervals where error propagation does not hold; a batch does not.
  const propagated = propagate(method, document.inputs);
  const expected = Object.entries(method.outputs).map(([output, name]) => [output, propagated.get(name)?.quantity]);
  expect(JSON.parse(JSON.stringify(await answerSlowly(requestOf(greenAlgorithms), data, 1))).outputs).toEqual(
    Object.fromEntries(expected),
  );
});

test("lines of single values go the fast path once their factors are known", async () => {
  const fast = fastPath(requestOf(greenAlgorithms));
  const data = {
    id: 'a "quoted" one',
    runtime: "12 h",
    memory: 64,
    cores: 4,
    zone: "FR",
    reportPeriod: 3,
    cpu: "AMD EPYC 7763",
    corePower: 10,
  };
  const first = fast(data, 1);
  if (typeof first !== "object") throw new Error("Nothing had to be looked up.");
  for (const lookUp of first) await lookUp();
  const second = fast(data, 2);
  expect(JSON.parse(typeof second === "string" ? second : "{}")).toMatchObject({
    line: 2,
    id: 'a "quoted" one',
    fallbacks: ["pue"],
    ignored: ["cpu"],
  });
});

test("without intervals there are units and values", async () => {
  const request = requestOf(kettle, { families: fixtureFamilies, intervals: false });
  expect(await answerOf(request, '{"energy": "2 kWh", "zone": "FR"}')).toEqual({
    line: 1,
    outputs: { gwp: { unit: "gCO2e", nominal: 88 } },
  });
  expect(await answerOf(request, '{"kettles": [{"power": 2, "time": "30 min"}], "loss": 0, "zone": "FR"}')).toEqual({
    line: 1,
    outputs: { energy: { unit: "kWh", nominal: 1 }, gwp: { unit: "gCO2e", nominal: 44 } },
  });
});

test("what a line does not give comes from what holds for all", async () => {
  const request = requestOf(kettle, {
    families: fixtureFamilies,
    intervals: false,
    common: { energy: "2 kWh", zone: "FR" },
  });
  expect(await answerOf(request, "{}")).toMatchObject({ outputs: { gwp: { nominal: 88 } } });
  expect(await answerOf(request, '{"energy": "1 kWh"}')).toMatchObject({ outputs: { gwp: { nominal: 44 } } });
});

test.for([
  ["{", "not JSON"],
  ["[]", "not a JSON object"],
  ["null", "not a JSON object"],
  ['"FR"', "not a JSON object"],
  ['{"kettles": true}', "kettles"],
  [undefined, "16 million"],
  ['{"energy": 1, "zoen": "FR"}', "Did you mean `zone`?"],
  ['{"energy": 1, "carbon": 3}', "so nothing is left to compute"],
] as const)("the line %s is answered by what is wrong with it", async ([text, message]) => {
  const request = requestOf(kettle, { families: fixtureFamilies });
  expect(await answerOf(request, text, 12)).toEqual({
    line: 12,
    error: { message: expect.stringContaining(message), failures: expect.any(Array) },
  });
});

test("a blank line has no answer", async () => {
  for (const text of ["", " ", "\r"]) expect(await answerOf(requestOf(kettle), text)).toBeUndefined();
});

test.for([
  [{ requests: 1000 }, false, 1],
  [{ requests: "1e6" }, false, 1],
  [{ requests: 1 }, false, 0],
  [{}, false, 0],
  [{ requests: 1000 }, true, 0],
] as const)("%o, intervals %s: %i lines are told that the value is not the mean", async ([data, intervals, count]) => {
  const request = requestOf(apiInference, { intervals });
  await answerOf(request, JSON.stringify({ model: "gpt-4o", outputTokens: 500, zone: "FR", ...data }));
  const told = request.notes.all().filter(({ sentence }) => sentence.includes("For the mean add --intervals."));
  expect(told.map((tally) => tally.lines)).toEqual(count === 0 ? [] : [count]);
});

test.each([
  ['{"id": 12345678901234567890, "power": 3}', "more digits than a number keeps"],
  ['{"id": 1e999, "power": 3}', "more digits than a number keeps"],
  ['{"id": {"a": 1}, "power": 3}', "`id` is an object. Give text or a number."],
])("an id that could not come back as it was is refused: %s", async (text, sentence) => {
  const answer = JSON.stringify(await answerOf(requestOf(greenAlgorithms, { intervals: false }), text));
  expect(answer).toContain(sentence);
  expect(answer).not.toContain("has no input `id`");
  expect(answer).not.toContain("12345678901234567000");
});
