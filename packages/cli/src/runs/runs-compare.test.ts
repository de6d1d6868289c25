import { fileURLToPath } from "node:url";
import { compareRun } from "@wattledger/meter/compare";
import { readRecord } from "@wattledger/meter/records";
import { expect, test } from "vitest";
import { comparisonText } from "./runs-compare-text.ts";

async function textOf(id: string, width: number): Promise<string> {
  const path = fileURLToPath(new URL(`../../../meter/test/compared-store/runs/${id}.jsonl`, import.meta.url));
  const record = readRecord(path);
  if (!record.ok) throw new Error(record.error.message);
  const compared = await compareRun(record.value);
  if (!compared.ok) throw new Error(compared.error);
  return comparisonText(compared.value, width);
}

test.for(["20261120-090000-gpus", "20261120-100000-virt"])("the page of %s", async (id) => {
  await expect(await textOf(id, 80)).toMatchFileSnapshot(`./runs-compare-${id.slice(-4)}.golden.txt`);
});

test.for([80, 110])("no line is wider than %i columns, and bars grow with the energy", async (width) => {
  const lines = (await textOf("20261120-090000-gpus", width)).split("\n");
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  const bars = lines.flatMap((line) => {
    const bar = /(?<watts>\d+\.\d+) Wh +(?<bar>█+)/u.exec(line)?.groups;
    return bar === undefined ? [] : [{ energy: Number(bar["watts"]), length: bar["bar"]?.length ?? 0 }];
  });
  expect(bars.length).toBeGreaterThan(9);
  const sorted = bars.toSorted((a, b) => a.energy - b.energy).map(({ length }) => length);
  expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
});
