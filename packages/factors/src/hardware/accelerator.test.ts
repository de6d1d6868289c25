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
  ["AMD Instinct MI250X / MI250", 560],
  ["T4", 70],
];

test.each(tdps)("%s draws at most %d W", async (name, watts) => {
  expect(await acceleratorTdp.find(name)).toMatchObject({ ok: true, value: { factor: { value: watts, unit: "W" } } });
});

test("a name without its form is matched and announced", async () => {
  const found = await acceleratorTdp.find("A100");
  expect(found).toMatchObject({
    value: { fallbacks: ['"A100" is taken for the A100 SXM 80GB; other forms of it differ.'] },
  });
  expect(await acceleratorTdp.find("A100 SXM 80GB")).toMatchObject({ value: { fallbacks: [] } });
});

test.each(["RTX A1000", "L400", "A100 0", "Titan", ""])(
  "%o is not taken for a longer or shorter name",
  async (name) => {
    expect(await acceleratorTdp.find(name)).toMatchObject({ ok: false });
  },
);

test("a part without matrix units has no peak rate, and says so", async () => {
  expect(await acceleratorPeak.find("K80")).toMatchObject({ ok: false, error: { kind: "no-factor" } });
  expect(await acceleratorPeak.find("H100")).toMatchObject({ value: { factor: { value: 989, unit: "TFLOP/s" } } });
});
