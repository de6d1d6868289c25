import { formatReadable } from "@wattledger/core";
import { compareActivity } from "@wattledger/estimate";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { activityComparisonText } from "./compare-text.ts";

const answer = await compareActivity(
  { kind: "llm-request", model: "gpt-4o", outputTokens: 400, zone: "FR" },
  methods,
  families,
);

const text = (stated: boolean, why: boolean): string => activityComparisonText(answer, 80, { stated, why });

test("the first screen is the chart, the smallest first, within 24 lines of 80 columns", () => {
  const lines = text(false, false).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const ids = answer.said.map(({ id }) => id).toReversed();
  const shown = lines.flatMap((line) => ids.find((id) => line.startsWith(`  ${id} `)) ?? []);
  expect(shown).toEqual(ids);
  expect(lines[0]).toMatch(/^A request to a language model, model gpt-4o, 400 output tokens, zone FR: \d+$/u);
});

test("reasons and stated figures are printed on request, and then not offered", () => {
  expect(text(false, false)).toContain("--why lists");
  expect(text(false, true)).toMatch(/Why they differ from api-inference[^]*What each leaves out/u);
  expect(text(true, true)).toContain("As each says it");
  expect(text(true, true)).not.toContain("--why");
});

test("the largest difference on equal terms has no reason that equal terms exclude", async () => {
  const training = await compareActivity(
    {
      kind: "training-plan",
      activeParametersBillions: 70,
      tokens: 15e12,
      durationSeconds: 16 * 86_400,
      accelerators: [{ model: "H100", count: 16_384 }],
      zone: "US",
    },
    methods,
    families,
  );
  const printed = activityComparisonText(training, 80, { stated: false, why: true }).replaceAll(/\s+/gu, " ");
  const [sentence = ""] = /Largest difference: .*?(?= Why they differ)/u.exec(printed) ?? [];
  expect(sentence).toMatch(/times the energy of training-estimate: its own model/u);
  expect(sentence).not.toMatch(/PUE|facility|counts/u);
  expect(printed).toMatch(/bloom: [\d.]+ times its energy/u);
  expect(printed).not.toContain("of its energy");
});

test("a total is printed as its mean, and a name of any length in one screen", async () => {
  const [requests, name] = [1e6, "x".repeat(100_000)];
  const many = await compareActivity(
    { kind: "llm-request", model: "gpt-4o", outputTokens: 400, zone: "FR", requests, name },
    methods,
    families,
  );
  const printed = activityComparisonText(many, 80, { stated: true, why: false });
  expect(printed.replaceAll(/\s+/gu, " ")).toContain("90 % intervals. Values are means, as of a sum:");
  expect(printed.length).toBeLessThan(6000);
  const own = many.said.find(({ id }) => id === "api-inference");
  expect(printed).toContain(formatReadable(own?.energy.mean ?? 0, "kWh"));
  expect(printed).not.toContain(formatReadable(own?.energy.nominal ?? 0, "kWh"));
});
