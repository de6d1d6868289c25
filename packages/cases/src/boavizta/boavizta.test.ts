import { readFileSync, readdirSync } from "node:fs";
import { evaluate } from "@wattledger/core";
import { caseFileSchema, recordOf } from "@wattledger/core/schemas";
import {
  boaviztaCloudInstance,
  boaviztaCloudInstance24,
  boaviztaCpu,
  boaviztaGpu,
  boaviztaRam,
  boaviztaServer,
} from "@wattledger/methods";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { tokenSetRatio, tokenSortRatio, weightedRatio } from "./names.ts";
import { fitPower } from "./power-fit.ts";

// The reference cases run the graphs with the original's own tables. Here the graphs run as users run them: with what
// they hold themselves, against the same published results.

const electricity = { "electricity.gwp": 0.098, "electricity.adpe": 4.857_98e-8, "electricity.pe": 11.289 };
const impactsSchema = recordOf(
  z.looseObject({ embedded: z.looseObject({ value: z.number() }), use: z.looseObject({ value: z.number() }) }),
);

function publishedOf(name: string): z.output<typeof impactsSchema> {
  const file = caseFileSchema.parse(JSON.parse(readFileSync(`${import.meta.dirname}/cases.json`, "utf8")));
  const found = file.cases.find((one) => one.name === name);
  return impactsSchema.parse(z.looseObject({ impacts: z.unknown() }).parse(found?.expected).impacts);
}

test("a server described on its own comes out as in the original, in all three categories", () => {
  const published = publishedOf("server: R740-like, 300 W, France, one year of 5");
  const server = {
    processors: 2,
    "cpu.dieArea": 588,
    memoryModules: 12,
    moduleCapacity: 32,
    "ram.density": 1.79,
    drives: 1,
    driveCapacity: 400,
    "ssd.density": 50.6,
    powerSupplies: 2,
    powerSupplyMass: 2.99,
    lifetime: 43_800,
    duration: 8760,
  };
  const made = evaluate(boaviztaServer, server, ["embodied.gwp", "embodied.adpe", "embodied.pe"]);
  expect(made["embodied.gwp"]).toBeCloseTo(published["gwp"]?.embedded.value ?? Number.NaN, 9);
  expect(made["embodied.adpe"]).toBeCloseTo(published["adp"]?.embedded.value ?? Number.NaN, 12);
  expect(made["embodied.pe"]).toBeCloseTo(published["pe"]?.embedded.value ?? Number.NaN, 9);
});

test("a cloud instance described on its own comes out as in the original", () => {
  const published = publishedOf("cloud aws c5.2xlarge, FRA, 50 % load, one hour");
  const { "usage.gwp": use, "embodied.gwp": embodied } = evaluate(
    boaviztaCloudInstance24,
    {
      vcpus: 8,
      memory: 16,
      platformVcpus: 72,
      platformMemory: 192,
      moduleCapacity: 16,
      "platform.cpu.dieArea": 485,
      "platform.cpu.tdp": 240,
      "platform.cpu.powerRounding": "five-figures",
      "platform.electricity.gwp": 0.098,
      "platform.electricity.adpe": 4.857_98e-8,
      "platform.duration": 1,
    },
    ["usage.gwp", "embodied.gwp"],
  );
  expect(use / (published["gwp"]?.use.value ?? Number.NaN)).toBeCloseTo(1, 4);
  expect(embodied / (published["gwp"]?.embedded.value ?? Number.NaN)).toBeCloseTo(1, 9);
});

test("the default card comes out as in the original", () => {
  const made = evaluate(boaviztaGpu, {}, ["embodied.gwp", "embodied.adpe", "embodied.pe"]);
  expect(made["embodied.gwp"]).toBeCloseTo(575.087_546_295_054_6, 9);
  expect(made["embodied.adpe"]).toBeCloseTo(0.005_825_949_037_057_233, 12);
  expect(made["embodied.pe"]).toBeCloseTo(7911.863_079_169_408, 7);
});

const hours = fc.double({ min: 1, max: 200_000, noNaN: true });

test("more time is never less, and no more than the whole is ever made", () => {
  fc.assert(
    fc.property(hours, hours, (one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map((duration) =>
        evaluate(boaviztaRam, { ...electricity, duration }, ["embodied.gwp", "making.gwp", "usage.gwp"]),
      );
      expect(less?.["embodied.gwp"]).toBeLessThanOrEqual(more?.["embodied.gwp"] ?? Number.NaN);
      expect(less?.["usage.gwp"]).toBeLessThanOrEqual(more?.["usage.gwp"] ?? Number.NaN);
      expect(more?.["embodied.gwp"]).toBeLessThanOrEqual((more?.["making.gwp"] ?? Number.NaN) * (1 + 1e-12));
    }),
  );
});

function makingOfShare(vcpus: number, memory: number): number {
  const server = { "platform.drives": 0, platformVcpus: 96, platformMemory: 768 };
  return evaluate(boaviztaCloudInstance, { ...server, vcpus, memory }, ["making.gwp"])["making.gwp"];
}

test("instances that fill a server add up to the server without its drives", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 95 }), fc.integer({ min: 1, max: 767 }), (vcpus, memory) => {
      const parts = makingOfShare(vcpus, memory) + makingOfShare(96 - vcpus, 768 - memory);
      expect(parts / makingOfShare(96, 768)).toBeCloseTo(1, 9);
    }),
  );
});

function power(inputs: Parameters<typeof evaluate>[1]): number {
  return evaluate(boaviztaCpu, { tdp: 200, ...inputs }, ["power"]).power;
}

test("several loads are their mean by time", () => {
  const loads = [
    { share: 25, load: 100 },
    { share: 75, load: 0 },
  ];
  expect(power({ loads })).toBeCloseTo(0.25 * power({ load: 100 }) + 0.75 * power({ load: 0 }), 9);
});

describe("the fitted curve of a processor", () => {
  const gold = { a: 35.5688, b: 0.2438, c: 9.6694, d: -0.6087 };
  const silver = { a: 20.7794, b: 0.3043, c: 8.4241, d: 0.8613 };
  const powers = ({ a, b, c, d }: typeof gold): readonly number[] =>
    [0, 10, 50, 100].map((load) => a * Math.log(b * (load + c)) + d);

  // By scipy 1.10.1, curve_fit with the bounds of the original.
  test.for([
    { range: "Xeon Gold, at its bound", start: gold, tdp: 250, expected: [27.2814, 84.777, 189.4213, 251.0202] },
    { range: "Xeon Gold, far beyond", start: gold, tdp: 300, expected: [30.1065, 108.9363, 229.2905, 294.6668] },
    { range: "Xeon Silver, at its bound", start: silver, tdp: 150, expected: [16.1526, 51.3374, 113.8348, 150.1752] },
  ])("$range", ({ start, tdp, expected }) => {
    for (const [index, watts] of powers(fitPower(start, tdp)).entries())
      expect(watts / (expected[index] ?? Number.NaN)).toBeCloseTo(1, 3);
  });

  test("is the method's curve by thermal design power where no bound bites", () => {
    const fitted = powers(fitPower({ a: 171.2, b: 0.0354, c: 36.89, d: -10.13 }, 205));
    for (const [index, load] of [0, 10, 50, 100].entries())
      expect(fitted[index]).toBeCloseTo(evaluate(boaviztaCpu, { tdp: 205, load }, ["power"]).power, 4);
  });
});

// By RapidFuzz 3.14.6.
test.for([
  ["xeon gold 6248", "intel xeon gold 6248", 100, 82.352_941_176_470_58],
  ["amd epyc 7b13", "amd epyc 7713", 92.307_692_307_692_3, 92.307_692_307_692_3],
  ["intel(r) xeon(r) gold 6154 cpu @ 3.00ghz", "intel xeon gold 6154", 66.666_666_666_666_66, 66.666_666_666_666_67],
] as const)("%s and %s are as alike as RapidFuzz says, by words", ([a, b, bySet, sorted]) => {
  expect(tokenSetRatio(a, b)).toBeCloseTo(bySet, 9);
  expect(tokenSortRatio(a, b)).toBeCloseTo(sorted, 9);
});

test.for([
  ["Ice Lake-SP", "Ice Lake", 84.210_526_315_789_44],
  ["samsung", "Samsung", 85.714_285_714_285_72],
  ["Western Digital", "Toshiba/WD", 27],
  ["Zen", "Zen 3 (Vermeer)", 90],
  ["Sapphire Rapids", "Cascade Lake", 35.185_185_185_185_18],
] as const)("%s and %s are as alike as RapidFuzz says, weighted", ([a, b, expected]) => {
  expect(weightedRatio(a, b)).toBeCloseTo(expected, 9);
});

test("the tables under the AGPL are read by cases alone, and carry their licence", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const readers = sources.filter(
    (path) =>
      /(?<!\.test)\.ts$/u.test(path) &&
      readFileSync(`${import.meta.dirname}/${path}`, "utf8").includes("data/boaviztapi-2.4.1"),
  );
  expect(readers).toEqual(["tables.ts"]);
  const folder = `${import.meta.dirname}/data`;
  expect(readFileSync(`${folder}/LICENSE`, "utf8")).toContain("GNU AFFERO GENERAL PUBLIC LICENSE");
  expect(readFileSync(`${folder}/boaviztapi-2.4.1.json`, "utf8").slice(0, 2000)).toContain("AGPL-3.0");
});
