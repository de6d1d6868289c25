import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochCounter, matchEpoch } from "./epoch-lines.ts";
import { watchLines } from "./line-watch.ts";

/** The lines of a text that comes in these pieces. */
function linesOf(...pieces: readonly (string | Buffer)[]): readonly string[] {
  const lines: string[] = [];
  const watch = watchLines((line) => lines.push(line));
  for (const piece of pieces) watch.push(Buffer.from(piece));
  watch.end();
  return lines;
}

function seen(pattern: RegExp, ...lines: readonly string[]): readonly unknown[] {
  const count = epochCounter();
  return lines.map((line) => {
    const match = matchEpoch(pattern, line);
    return match === undefined ? undefined : count(match);
  });
}

describe("lines", () => {
  test("end with a line feed, a carriage return, or the text", () => {
    expect(linesOf("one\ntwo\r\nthree\rfour")).toEqual(["one", "two", "three", "four"]);
  });

  test("are the same at any cut of the text, also within a letter", () => {
    const text = "größe 1\nÉpoque 2\r\n\n第3轮\rend";
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: Buffer.byteLength(text) }), { maxLength: 5 }), (cuts) => {
        const bytes = Buffer.from(text);
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(linesOf(...pieces)).toEqual(["größe 1", "Époque 2", "第3轮", "end"]);
      }),
    );
  });

  test("that never end are cut", () => {
    expect(linesOf("x".repeat(5000), "y".repeat(10_000_000), "\nz").map((line) => line.length)).toEqual([4096, 1]);
  });
});

describe("an epoch in the output", () => {
  test("ends with each line that matches", () => {
    expect(seen(/epoch done/, "epoch done", "loss 3", "epoch done")).toEqual([
      { kind: "epoch-ended" },
      undefined,
      { kind: "epoch-ended" },
    ]);
  });

  test("counts once if a progress bar repeats its number", () => {
    const lines = ["Epoch 1/20: 10%", "Epoch 1/20: 90%", "Epoch 2/20: 5%"];
    expect(seen(/Epoch (\d+)\/(\d+)/, ...lines)).toEqual([
      { kind: "epoch-ended", of: 20 },
      undefined,
      { kind: "epoch-ended", of: 20 },
    ]);
  });

  test("starts with the line if the pattern says so", () => {
    expect(seen(/Epoch (?<started>\d+) of (?<of>\d+)/, "Epoch 0 of 5")).toEqual([{ kind: "epoch-started", of: 5 }]);
  });

  test("does not take the number of epochs from a group that is not a number", () => {
    expect(seen(/(\d+) (\w+)/, "3 accuracy")).toEqual([{ kind: "epoch-ended" }]);
  });
});

test("the text of the function needs nothing from outside: another thread runs it", () => {
  const found: unknown = runInNewContext(`(${String(matchEpoch)})(/epoch (\\d+)\\/(\\d+)/u, "epoch 2/9")`);
  expect(JSON.stringify(found)).toBe(JSON.stringify({ starts: false, number: "2", of: "9" }));
});
