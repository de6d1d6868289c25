import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketEdges, bucketSql, seriesSteps } from "./buckets.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Changes of a zone between two times, read from the machine's table of zones hour by hour. */
function offsetsOf(
  timeZone: string,
  from: number,
  to: number,
): { fromMilliseconds: number; offsetMilliseconds: number }[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsets: { fromMilliseconds: number; offsetMilliseconds: number }[] = [];
  for (let time = from; time < to; time += hour) {
    const match = /GMT(?:([+-])(\d\d):(\d\d))?/u.exec(format.format(time));
    const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
    const offsetMilliseconds = (match?.[1] === "-" ? -1 : 1) * minutes * 60_000;
    if (offsets.at(-1)?.offsetMilliseconds !== offsetMilliseconds)
      offsets.push({ fromMilliseconds: time, offsetMilliseconds });
  }
  return offsets;
}

test("days, weeks and months begin when the wall clock of the zone says so", () => {
  const from = Date.UTC(2026, 0, 1);
  const to = Date.UTC(2027, 0, 1);
  for (const timeZone of [
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Beirut",
  ]) {
    const offsets = offsetsOf(timeZone, from, to);
    const date = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
    const weekday = new Intl.DateTimeFormat("en", { timeZone, weekday: "short" });
    for (const [step, starts] of [
      ["day", () => true],
      ["week", (time: number) => weekday.format(time) === "Mon"],
      ["month", (time: number) => date.format(time).endsWith("-01")],
    ] as const) {
      const edges =
        bucketEdges({ fromMilliseconds: from + day, toMilliseconds: to - 40 * day }, step, offsets, 400) ?? [];
      const expected: number[] = [];
      for (let time = from + 1; time < to; time += hour / 2) {
        const at = Math.floor(time / (hour / 2)) * (hour / 2);
        if (date.format(at) !== date.format(at - 1) && starts(at)) expected.push(at);
      }
      const inside = edges.filter((edge) => edge > from + hour && edge < to - 41 * day);
      expect([timeZone, step, inside]).toEqual([
        timeZone,
        step,
        expected.filter((edge) => edge >= (inside[0] ?? 0) && edge <= (inside.at(-1) ?? 0)),
      ]);
      expect(inside.length).toBeGreaterThan(step === "month" ? 9 : 45);
    }
  }
});

test("the SQL of a bucket puts every time between its edges", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...seriesSteps),
      fc.integer({ min: 0, max: 400 * day }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 300 }),
      (step, start, share, count) => {
        const length = { minute: 60_000, hour, day, week: 7 * day, month: 31 * day }[step] * count;
        const fromMilliseconds = Date.UTC(2026, 0) + start;
        const offsets = [
          { fromMilliseconds: Date.UTC(2026, 2, 29, 1), offsetMilliseconds: 2 * hour },
          { fromMilliseconds: Date.UTC(2026, 9, 25, 1), offsetMilliseconds: hour },
        ];
        const edges =
          bucketEdges({ fromMilliseconds, toMilliseconds: fromMilliseconds + length }, step, offsets, 400) ?? [];
        const time = fromMilliseconds + Math.floor(share * length);
        const sql = bucketSql(`${time}`, edges);
        const bucket = evaluated(sql);
        expect(edges[bucket]).toBeLessThanOrEqual(time);
        expect(edges[bucket + 1]).toBeGreaterThan(time);
      },
    ),
  );
  expect(bucketEdges({ fromMilliseconds: 0, toMilliseconds: day }, "minute", [], 100)).toBeUndefined();
});

/** The value of the few forms of SQL that a bucket is written in. */
function evaluated(sql: string): number {
  if (!sql.startsWith("CASE ")) return division(sql);
  for (const [, time, end, value = ""] of sql.matchAll(/WHEN (\d+) < (\d+) THEN (.+?)(?= WHEN| ELSE)/gu)) {
    if (Number(time) < Number(end)) return division(value);
  }
  return division(/ELSE (.+) END$/u.exec(sql)?.[1] ?? "");
}

function division(text: string): number {
  const match = /^(\d+) \+ intDiv\((-?\d+) - (-?\d+), (\d+)\)$/u.exec(text);
  if (match === null) throw new Error(text);
  const [, first, time, start, length] = match.map(Number);
  return (first ?? 0) + Math.trunc(((time ?? 0) - (start ?? 0)) / (length ?? 1));
}
