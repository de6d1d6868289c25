import { afterAll, expect, test } from "vitest";
import { openWorkshop } from "./run/wrapped.fixture.ts";

const workshop = openWorkshop();
afterAll(() => {
  workshop.remove();
});

test.for([
  [["runs"], "wattledger/run-list/1"],
  [["top"], "wattledger/top/1"],
  [["methods"], "wattledger/methods/1"],
  [["factors"], "wattledger/factor-families/1"],
] as const)("wattledger %s --json prints the list as JSON", ([args, schema]) => {
  const { status, stdout } = workshop.call([...args, "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout.toString())).toMatchObject({ schema });
});

test("a list is not wider than 80 columns if its output is not a terminal", () => {
  for (const args of [["methods"], ["runs"], ["top", "--once"], ["config"]]) {
    const lines = workshop.call(args).stdout.toString().split("\n");
    expect(lines.filter((line) => line.length > 80 && line.includes("  "))).toEqual([]);
  }
});

test("--schema without a method is refused", () => {
  expect(workshop.call(["methods", "--schema"])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("Name it"),
  });
});
