import { expect, test } from "vitest";
import * as z from "zod";
import { plainIssues } from "./plain-issues.ts";

const schema = z.strictObject({
  prices: z
    .array(
      z.strictObject({
        price: z.number().min(0),
        validFrom: z.iso.date(),
        per: z.enum(["kWh", "MWh"]).optional(),
        currency: z.string().regex(/^[A-Z]{3}$/u, "a currency is three capitals, such as EUR"),
      }),
    )
    .min(1),
  amount: z.union([z.number(), z.strictObject({ value: z.number(), unit: z.string() })]).optional(),
});

test.for([
  ["a text", 'this is "a text", not an object with named values.'],
  [null, "this is null, not an object with named values."],
  [{}, "`prices` is missing. It is a list."],
  [{ prices: [] }, "`prices` is an empty list, not a list of at least 1 entry."],
  [{ prices: 5 }, "`prices` is 5, not a list."],
  [{ prices: [null] }, "prices, entry 1: it is null, not an object with named values."],
  [{ prices: [{ price: 1, currency: "EUR" }] }, "prices, entry 1: `validFrom` is missing. It is text."],
  [
    { prices: [{ price: "x", validFrom: "today", currency: "ct", per: "h", [`a\n\u001B`]: 1 }] },
    [
      'prices, entry 1: `price` is "x", not a number.',
      'prices, entry 1: `validFrom` is "today", not a date, such as 2026-01-31.',
      'prices, entry 1: `per` is "h", not "kWh" or "MWh".',
      'prices, entry 1: `currency` is "ct": a currency is three capitals, such as EUR.',
      String.raw`prices, entry 1: \`a\n\u001b\` is not known here.`.replaceAll("\\`", "`"),
    ].join(" "),
  ],
  [
    { prices: [{ price: -1, validFrom: "2026-01-31", currency: "EUR" }] },
    "prices, entry 1: `price` is -1, not a number of at least 0.",
  ],
  [
    { prices: [{ price: 1, validFrom: "2026-01-31", currency: "EUR" }], amount: { value: 1 } },
    "amount: `unit` is missing. It is text.",
  ],
] as const)("%j: %s", ([data, sentences]) => {
  const parsed = schema.safeParse(data);
  expect(parsed.success ? "" : plainIssues(parsed.error, data).join(" ")).toBe(sentences);
});

test("of many faults the first are told, and how many more there are", () => {
  const data = { prices: Array.from({ length: 50 }, () => 1) };
  const parsed = schema.safeParse(data);
  const told = parsed.success ? [] : plainIssues(parsed.error, data);
  expect([told.length, told.at(-1)]).toEqual([11, "There are 40 more faults."]);
});
