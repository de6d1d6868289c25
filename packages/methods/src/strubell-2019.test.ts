import { assume, evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { strubell2019 } from "./strubell-2019.ts";

// Table 3 of the paper as printed. Prices are per device-hour, low and high; the paper prints dollars only, and these
// give all of them.
const prices = { P100: [0.43, 1.46], V100: [0.74, 2.48], TPUv2: [1.35, 4.5], TPUv3: [2.4, 8] } as const;

interface PrintedRow {
  readonly model: string;
  readonly device: keyof typeof prices;
  readonly devices: number;
  /** Hours that give the other columns, where the printed ones do not. */
  readonly hours: number;
  readonly watts?: number;
  readonly kilowattHours?: number;
  readonly pounds?: number;
  readonly dollars: readonly [low: number, high: number];
}

const table: readonly PrintedRow[] = [
  {
    model: "Transformer base",
    device: "P100",
    devices: 8,
    hours: 12,
    watts: 1415.78,
    kilowattHours: 27,
    pounds: 26,
    dollars: [41, 140],
  },
  {
    model: "Transformer big",
    device: "P100",
    devices: 8,
    hours: 84,
    watts: 1515.43,
    kilowattHours: 201,
    pounds: 192,
    dollars: [289, 981],
  },
  {
    model: "ELMo",
    device: "P100",
    devices: 3,
    hours: 336,
    watts: 517.66,
    kilowattHours: 275,
    pounds: 262,
    dollars: [433, 1472],
  },
  // Printed: 79 h.
  {
    model: "BERT base",
    device: "V100",
    devices: 64,
    hours: 79.2,
    watts: 12_041.51,
    kilowattHours: 1507,
    pounds: 1438,
    dollars: [3751, 12_571],
  },
  { model: "BERT base", device: "TPUv2", devices: 16, hours: 96, dollars: [2074, 6912] },
  {
    model: "NAS",
    device: "P100",
    devices: 8,
    hours: 274_120,
    watts: 1515.43,
    kilowattHours: 656_347,
    pounds: 626_155,
    dollars: [942_973, 3_201_722],
  },
  // Printed: 32,623 h.
  { model: "NAS", device: "TPUv2", devices: 1, hours: 32_633, dollars: [44_055, 146_848] },
  { model: "GPT-2", device: "TPUv3", devices: 32, hours: 168, dollars: [12_902, 43_008] },
];

const knownPower = assume(strubell2019, ["power"]);

test.for(table.filter(({ watts }) => watts !== undefined))(
  "table 3, $model on $devices $device: energy in kilowatt-hours and carbon in pounds, to the printed digit",
  ({ watts, hours, kilowattHours, pounds }) => {
    const run = { time: hours, ...(watts === undefined ? {} : { power: watts }) };
    const { energy, carbonPounds } = evaluate(knownPower, run, ["energy", "carbonPounds"]);
    expect([Math.round(energy), Math.round(carbonPounds)]).toEqual([kilowattHours, pounds]);
  },
);

test.for(table)("table 3, $model on $devices $device: dollars, low and high", ({ device, devices, hours, dollars }) => {
  for (const end of [0, 1] as const) {
    const hired = { gpus: devices, time: hours, cloudPrice: prices[device][end] };
    const { cloudCost } = evaluate(strubell2019, hired, ["cloudCost"]);
    // The search on TPUs comes out half-way between two dollars.
    expect(Math.abs(cloudCost - dollars[end])).toBeLessThanOrEqual(0.5 + 1e-9);
  }
});

test("the printed 79 hours of BERT are not those of its energy, the 32,623 of the search not those of its cost", () => {
  const { energy } = evaluate(knownPower, { power: 12_041.51, time: 79 }, ["energy"]);
  expect(Math.round(energy)).toBe(1503);
  const { cloudCost } = evaluate(strubell2019, { gpus: 1, time: 32_623, cloudPrice: 1.35 }, ["cloudCost"]);
  expect(Math.round(cloudCost)).toBe(44_041);
});

test("the 626,155 printed for the search are pounds: 284 tonnes", () => {
  const { carbon } = evaluate(knownPower, { power: 1515.43, time: 274_120 }, ["carbon"]);
  expect(Math.round(carbon / 1000)).toBe(284);
});
