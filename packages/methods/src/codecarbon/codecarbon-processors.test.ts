import { expect, test } from "vitest";
import { codecarbonProcessor } from "./codecarbon-processors.ts";

// By the matching rule of CodeCarbon 3.3.0 with rapidfuzz 3 over its list.
test.for([
  ["Xeon W-2255", "Intel Xeon W-2255"],
  ["AMD Athlon II X4 645 16-Core Processor", "AMD Athlon II X4 645"],
  ["Intel i7-2600K Core", "Intel Core i7-2600K"],
  ["Ryzen 5 3600X", "AMD Ryzen 5 3600X"],
  ["Core Intel i7-1185G7", "Intel Core i7-1185G7"],
  ["Intel Pentium Silver N6005 16-Core Processor", "Intel Pentium Silver N6005"],
  ["Intel(R) Core(TM) 2 Quad Q8300 CPU @ 2.60GHz", "Intel Core 2 Quad Q8300"],
  ["1.9 Intel Xeon MP", "Intel Xeon MP 1.9"],
  ["AMD EPYC", null],
  ["Intel Core 2 Duo", null],
  ["AMD Ryzen 7", null],
  ["Intel Xeon", null],
  ["AMD Ryzen Threadripper", null],
] as const)("%s is found as %s", async ([name, expected]) => {
  expect((await codecarbonProcessor(name))?.name ?? null).toBe(expected);
});

test("a row whose number the original fails to read has no power", async () => {
  expect(await codecarbonProcessor("Intel Celeron 1400")).toEqual({ name: "Intel Celeron 1400", tdpWatts: undefined });
});

test("the chips that release 3.3.2 added are in its list alone", async () => {
  expect(await codecarbonProcessor("Apple M4 Max")).toEqual({ name: "Apple M4 Max", tdpWatts: 55 });
  expect(await codecarbonProcessor("Apple M4 Max", "3.3.0")).toBeUndefined();
});
