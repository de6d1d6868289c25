import { expect, test } from "vitest";
import * as z from "zod";
import { recordOf } from "./record-of.ts";

const numbers = recordOf(z.number(), { error: "an object, please" });

test("named values are as they came", () => {
  expect(numbers.parse(JSON.parse('{"a": 1, "constructor": 2, "toString": 3}'))).toEqual(
    Object.fromEntries([
      ["a", 1],
      ["constructor", 2],
      ["toString", 3],
    ]),
  );
});

test.for(['{"a": 1, "__proto__": 2}', '{"__proto__": {"a": 2}}', '{"\\u005f_proto__": 2}'])(
  "the name __proto__ is refused, not left out: %s",
  (text) => {
    const parsed = numbers.safeParse(JSON.parse(text));
    expect(parsed.error?.issues).toMatchObject([{ path: ["__proto__"], message: expect.stringContaining("name") }]);
  },
);

test("a value that is not an object is refused in the words of its place", () => {
  expect(numbers.safeParse("text").error?.issues).toMatchObject([{ path: [], message: "an object, please" }]);
  expect(numbers.safeParse({ a: "1" }).error?.issues).toMatchObject([{ path: ["a"] }]);
});

test("names have a schema too", () => {
  expect(recordOf(z.number(), { key: z.string().max(2) }).safeParse({ abc: 1 }).success).toBe(false);
});
