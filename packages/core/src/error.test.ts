import { expect, test } from "vitest";
import { WattledgerError, isWattledgerError } from "./error.ts";

test("an error says what kind it is, and what caused it", () => {
  const cause = new Error("disk");
  const error = new WattledgerError("bad-file", "Cannot read.", { cause });
  expect(error).toMatchObject({ name: "WattledgerError", kind: "bad-file", message: "Cannot read.", cause });
});

test("an error of another installed copy is recognised, what only looks like one is not", () => {
  const copy = Object.assign(new Error("from elsewhere"), { kind: "bad-unit", [Symbol.for("wattledger.error")]: true });
  expect(isWattledgerError(copy)).toBe(true);
  const others: readonly unknown[] = [
    new Error("x"),
    { kind: "bad-unit", name: "WattledgerError" },
    null,
    undefined,
    "bad-unit",
  ];
  expect(others.map(isWattledgerError)).toEqual(others.map(() => false));
});
