import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { carbontracker } from "./carbontracker.ts";

const joulesPerKilowattHour = 3.6e6;

// Two devices that draw 100 W and 50 W at the first reading, 200 W and 150 W at the second: 250 W in the mean.
const twoDevices = { power: (100 + 50 + 200 + 150) / 4, devices: 2, duration: 10 };

test("the devices of a component add up, and by the original's defect are averaged", () => {
  expect(energyOfTwoDevices("no")).toBeCloseTo(2500, 9);
  expect(energyOfTwoDevices("yes")).toBeCloseTo(1250, 9);
});

test("components add up and the facility is on top, at 1.58", () => {
  const powers = [twoDevices, { power: 30, duration: 10 }, { power: 30, duration: 20 }];
  const result = evaluate(carbontracker, { powers, intensity: 100 }, ["energy", "carbon"]);
  expect(result.energy * joulesPerKilowattHour).toBeCloseTo((2500 + 900) * 1.58, 9);
  expect(result.carbon).toBeCloseTo(result.energy * 100, 12);
});

// The original's predictor on epochs of 1.35, 1.00 and 1.01 gave these for 100 epochs.
test.for([
  { watched: [1.35], predicted: 135 },
  { watched: [1.35, 1, 1.01], predicted: 112 },
])("100 epochs after $watched.length are predicted as $predicted", ({ watched, predicted }) => {
  const inputs = {
    powers: watched.map((relative) => ({ power: relative * 1000, duration: 3600 })),
    epochTimes: watched.map((duration) => ({ duration })),
    plannedEpochs: 100,
    pue: 1,
  };
  const result = evaluate(carbontracker, inputs, ["predictedEnergy", "predictedTime"]);
  expect(result.predictedEnergy).toBeCloseTo(predicted, 9);
  expect(result.predictedTime).toBeCloseTo(predicted, 9);
});

test("the forecast counts once and once more for each fetch that is to come", () => {
  const inputs = {
    epochTimes: [{ duration: 1000 }],
    plannedEpochs: 2,
    fetched: [{ intensity: 100 }, { intensity: 130 }],
    forecastIntensity: 200,
  };
  // 2,000 s hold two more fetches of 900 s: (100 + 130 + 3 × 200) ÷ 5.
  expect(evaluate(carbontracker, inputs, ["predictedIntensity"]).predictedIntensity).toBe(166);
});

function energyOfTwoDevices(devicesAveraged: "no" | "yes"): number {
  const { itEnergy } = evaluate(carbontracker, { powers: [twoDevices], devicesAveraged }, ["itEnergy"]);
  return itEnergy * joulesPerKilowattHour;
}
