import { readFileSync } from "node:fs";
import { caseFileSchema, recordOf } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import * as z from "zod";
import { ecologitsCases } from "./adapter.ts";

const file = caseFileSchema.parse(JSON.parse(readFileSync(`${import.meta.dirname}/cases.json`, "utf8")));
const looked = file.cases.flatMap((one) => {
  const inputs = recordOf(z.unknown()).parse(one.inputs);
  const isHeld = one.kind === "request" && !String(inputs["version"]).startsWith("0.8");
  return isHeld ? [{ name: one.name, inputs }] : [];
});

test.for(looked)("$name: sizes and speeds are those of the table, even if the case states others", ({ inputs }) => {
  const request = ecologitsCases.find(({ kind }) => kind === "request");
  const { total_params_b: _, active_params_b: __, tps: ___, ttft_s: ____, ...bare } = inputs;
  expect(request?.run?.(bare, false, "")).toEqual(request?.run?.(inputs, false, ""));
});
