import { chooseEquivalence } from "@wattledger/factors";
import type { Gap } from "@wattledger/meter";
import type { MeterDetails } from "@wattledger/meter/records";
import { expect, test } from "vitest";
import { runDetailsText } from "./run-details-text.ts";
import type { ShownDetails } from "./run-details-text.ts";

const gap: Gap = {
  reason: "read-failed",
  handling: "imputed",
  fromSeconds: 120,
  toSeconds: 134,
  imputedJoules: 420,
  detail: "EIO",
};
const socket: MeterDetails = {
  id: "rapl-powercap/package-0",
  component: "cpu",
  method: "measured",
  evidence: "RAPL energy counter of package-0",
  energyJoules: { nominal: 9000, mean: 9000, low: 8500, high: 9500, level: 0.9 },
  machineEnergyJoules: 12_000,
  imputedJoules: 420,
  coverage: 0.961,
  gaps: [gap, { ...gap, reason: "reset", handling: "healed", fromSeconds: 200, toSeconds: 201, detail: "" }],
  unlistedGaps: 3,
  lost: [{ elapsedSeconds: 340, cause: "ENODEV" }],
};
const wave = (top: number) =>
  Array.from({ length: 36 }, (_, index) => ({
    fromSeconds: index * 10,
    toSeconds: index * 10 + 10,
    watts: top * (0.55 + 0.45 * Math.sin(index / 3)),
  }));
const details: ShownDetails = {
  durationSeconds: 360,
  meters: [
    socket,
    { ...socket, id: "rapl-powercap/package-1", gaps: [], unlistedGaps: 0, lost: [], coverage: 1 },
    {
      ...socket,
      id: "dram-model",
      component: "dram",
      method: "modelled",
      gaps: [],
      unlistedGaps: 0,
      lost: [],
      coverage: 1,
    },
  ],
  power: [
    {
      id: "rapl-powercap/package-0",
      component: "cpu",
      steps: wave(120).filter((_, index) => index < 12 || index > 13),
    },
    { id: "rapl-powercap/package-1", component: "cpu", steps: wave(95) },
    { id: "dram-model", component: "dram", steps: [{ fromSeconds: 0, toSeconds: 360, watts: 5.06 }] },
  ],
  progress: [
    { kind: "phase-ended", name: "load", fromSeconds: 0, toSeconds: 40, joules: 900, joulesByComponent: {} },
    { kind: "phase-ended", name: "train", fromSeconds: 40, toSeconds: 340, joules: 24_000, joulesByComponent: {} },
    { kind: "epoch-ended", number: 1, fromSeconds: 40, toSeconds: 190, joules: 12_000 },
    { kind: "epoch-ended", number: 2, fromSeconds: 190, toSeconds: 340, joules: 12_000 },
    { kind: "phase-ended", name: "evaluate", fromSeconds: 185, toSeconds: 190, joules: 300, joulesByComponent: {} },
    { kind: "phase-ended", name: "evaluate", fromSeconds: 335, toSeconds: 340, joules: 300, joulesByComponent: {} },
    { kind: "budget-changed", elapsedSeconds: 1, state: "ok", used: 0, limit: 1, askedToEnd: false },
  ],
  quality: { measuredShare: 0.997, coverage: 0.961 },
};

test.for([80, 100])("power, quality and scale of a run, %i columns wide", async (width) => {
  const equivalence = await chooseEquivalence(42);
  if (equivalence === undefined) throw new Error("none");
  const text = runDetailsText({ ...details, equivalence }, width);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
  await expect(text).toMatchFileSnapshot(`./run-details-${width}.golden.txt`);
});

test("a run of which nothing is known says so, and draws nothing", () => {
  const text = runDetailsText(
    { durationSeconds: 3, meters: [], power: [], progress: [], quality: { measuredShare: null, coverage: null } },
    80,
  );
  expect(text).toBe(
    "Data quality\n  measured       nothing, as no component could be measured or modelled\n  gaps           none\n",
  );
});
