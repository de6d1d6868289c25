import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { perun } from "./perun.ts";

// A counter at 0, 100 and 300 J after 0, 1 and 2 s: the original reports 250 J.
const points = [
  { time: 0, power: 100, counter: "yes" },
  { time: 1, power: 100, counter: "yes" },
  { time: 2, power: 200, counter: "yes" },
];

test.for([
  [{}, 250],
  [{ counterByTrapezoid: "no" }, 300],
] as const)("with %j, a rising counter is %d J", ([choice, joules]) => {
  expect(evaluate(perun, { points, hosts: [], ...choice }, ["sensorEnergy"]).sensorEnergy).toBeCloseTo(joules, 9);
});
