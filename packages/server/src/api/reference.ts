import { inputSchema } from "@wattledger/core";
import type { FactorFamily, Method } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { noBody, noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";

const factorQuerySchema = z.strictObject({
  /** What chooses the figure: FR, aws:eu-west-1. Without it, the keys of the family. */
  key: z.exactOptional(z.string().min(1).max(200)),
  accounting: z.enum(["location", "market"]).default("location"),
});

/** The methods and the factors, for whom they are a reference. */
export function referenceRoutes({ add }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/methods",
    scope: "read",
    summary: "The methods.",
    query: noQuery,
    body: noBody,
    handle: () => ({ methods: methods.map(shortMethod) }),
  });
  add({
    method: "GET",
    url: "/api/v1/methods/:id",
    scope: "read",
    summary: "One method: its inputs, its equations as formulas, its sources and its limits.",
    query: noQuery,
    body: noBody,
    handle: ({ parameters: { id } }) => {
      const method = methods.find((one) => one.id === id);
      if (method === undefined) throw missing(`The method \`${id}\` is not known. GET /api/v1/methods lists them.`);
      return wholeMethod(method);
    },
  });
  add({
    method: "GET",
    url: "/api/v1/factors",
    scope: "read",
    summary: "The families of factors.",
    query: noQuery,
    body: noBody,
    handle: () => ({ factorSet, families: families.map(shortFamily) }),
  });
  add({
    method: "GET",
    url: "/api/v1/factors/:family",
    scope: "read",
    summary: "One figure of a family, with its interval and source; without a key, the keys of the family.",
    query: factorQuerySchema,
    body: noBody,
    handle: async ({ parameters: { family: id }, query: { key, accounting } }) => {
      const family = families.find((one) => one.id === id);
      if (family === undefined) throw missing(`The family \`${id}\` is not known. GET /api/v1/factors lists them.`);
      if (key === undefined) return { ...shortFamily(family), factorSet, keys: await family.heldKeys() };
      const find = accounting === "market" ? family.findMarket : family.find;
      if (find === undefined) throw missing(`${id} has no market-based figures.`);
      const found = await find(key);
      if (!found.ok) throw missing(found.error.message);
      return { factorSet, ...found.value };
    },
  });
}

function shortMethod({ id, version, title, claim, accepts, outputs, equations, source, boundary }: Method): object {
  return {
    id,
    version,
    title,
    ...(claim === undefined ? {} : { claim }),
    accepts,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([output, equation]) => [
        output,
        { equation, unit: equations[equation]?.unit ?? "1" },
      ]),
    ),
    source,
    boundary,
  };
}

function wholeMethod(method: Method): object {
  const { inputs, equations, critique, whenToUse, whenNotToUse, example } = method;
  return {
    ...shortMethod(method),
    inputs,
    equations: Object.fromEntries(
      Object.entries(equations).map(([name, { unit, formula, help }]) => [
        name,
        { unit, formula, ...(help === undefined ? {} : { help }) },
      ]),
    ),
    inputSchema: inputSchema(method, method.title),
    ...(critique === undefined ? {} : { critique }),
    ...(whenToUse === undefined ? {} : { whenToUse }),
    ...(whenNotToUse === undefined ? {} : { whenNotToUse }),
    ...(example === undefined ? {} : { example }),
  };
}

function shortFamily({ id, title, unit, key, critique }: FactorFamily): object {
  return { id, title, unit, key, ...(critique === undefined ? {} : { critique }) };
}

function missing(detail: string): ProblemError {
  return new ProblemError({ status: 404, title: "It is not known", detail });
}
