import { methodPage, serialiseMethod } from "@wattledger/core";
import { parseMethod } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import { methods } from "./index.ts";

test("methods are sorted by id, once each", () => {
  const ids = methods.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
});

test.for(methods)("$id survives storage and has a page", (method) => {
  const stored: unknown = JSON.parse(JSON.stringify(serialiseMethod(method)));
  const back = parseMethod(stored);
  expect(back.ok && Object.keys(back.value.equations)).toEqual(Object.keys(method.equations));
  expect(methodPage(method)).toContain(method.title);
});
