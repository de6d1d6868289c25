import { expect, test } from "vitest";
import { acceleratorPeak, acceleratorTdp } from "./accelerator.ts";

const tdps: readonly (readonly [string, number])[] = [
  ["NVIDIA A100-SXM4-80GB", 400],
  ["NVIDIA A100-PCIE-40GB", 250],
  ["a100", 400],
  ["NVIDIA H100 PCIe", 350],
  ["NVIDIA H100 80GB HBM3", 700],
  ["Tesla V100-SXM2-16GB (node 3)", 300],
  ["NVIDIA GeForce RTX 4090", 450],
  ["AMD Instinct MI250X / MI250", 280],
  ["T4", 70],
  ["A100 80GB PCIe", 300],
  ["NVIDIA H100 80GB HBM3 (UUID: GPU-1)", 700],
  ["Tesla V100-PCIE-32GB", 250],
  ["NVIDIA RTX 6000 Ada Generation", 300],
  ["RTX 3080 10GB", 320],
  ["Google Cloud TPU v4", 170],
];

test.each(tdps)("%s draws at most %d W", async (name, watts) => {
  expect(await acceleratorTdp.find(name)).toMatchObject({ ok: true, value: { factor: { value: watts, unit: "W" } } });
});

test.each([
  ["A100", "A100 SXM 80GB"],
  ["NVIDIA A100 80GB", "A100 SXM 80GB"],
  ["A100 PCIe", "A100 PCIe 40GB"],
  ["NVIDIA Tesla V100", "V100 SXM 32GB"],
  ["V100 16GB", "V100 SXM 16GB"],
  ["H200", "H200 SXM"],
  ["AMD Instinct MI250X / MI250", "MI250X"],
])("%s, a name of several forms, is taken for one and announced", async (name, row) => {
  const fallbacks = [`"${name}" is read as the ${row}. Other forms of it differ.`];
  const found = await acceleratorTdp.find(name);
  expect(found).toMatchObject({ value: { matched: row } });
  expect(found.ok && found.value.fallbacks).toEqual(expect.arrayContaining(fallbacks));
});

test("a name of one form is not announced", async () => {
  for (const name of ["A100 SXM 80GB", "NVIDIA A100-SXM4-40GB", "NVIDIA H100 80GB HBM3", "Tesla V100-SXM2-16GB"]) {
    expect(await acceleratorTdp.find(name)).toMatchObject({ value: { fallbacks: [] } });
  }
});

test.each([
  "RTX A1000",
  "L400",
  "A100 0",
  "Titan",
  "",
  "RTX 3090 Ti",
  "NVIDIA GeForce RTX 4090 Laptop GPU",
  "RTX 4090 D",
  "RTX 3080 12GB",
  "GTX 1080 with Max-Q Design",
  "H100 96GB",
  "H100 SXM PCIe",
  "TPU v4i",
  "NVIDIA L40G",
  "Quadro P100",
  "NVIDIA A100-SXM4-80GB MIG 1g.10gb",
])("%o is not taken for a longer or shorter name", async (name) => {
  expect(await acceleratorTdp.find(name)).toMatchObject({ ok: false });
});

test("a part without matrix units has no peak rate, and says so", async () => {
  expect(await acceleratorPeak.find("K80")).toMatchObject({ ok: false, error: { kind: "no-factor" } });
  expect(await acceleratorPeak.find("H100")).toMatchObject({ value: { factor: { value: 989, unit: "TFLOP/s" } } });
});

// Design powers of the boards: K80 and M60 300 W, MI250 and MI250X 560 W; each has two devices.
test.for([
  ["K80", 150],
  ["Tesla K80", 150],
  ["K80 board", 300],
  ["Tesla M60", 150],
  ["M60 board", 300],
  ["MI250X", 280],
  ["AMD Instinct MI250X", 280],
  ["MI250X GCD", 280],
  ["MI250X board", 560],
  ["MI250", 280],
] as const)("%s draws %s W, and what one device is is said", async ([name, watts]) => {
  const found = await acceleratorTdp.find(name);
  expect(found.ok && found.value.factor.value).toBe(watts);
  const steps = found.ok ? found.value.fallbacks.join(" ") : "";
  expect(steps.includes("devices of its board")).toBe(!name.endsWith("board"));
});
