import { recordOf } from "@wattledger/core/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});

afterAll(async () => {
  await server.remove();
});

const description = z.looseObject({
  paths: recordOf(
    recordOf(
      z.looseObject({
        parameters: z.array(z.looseObject({ name: z.string(), schema: z.looseObject({}) })),
        responses: z.looseObject({
          "200": z.looseObject({ content: recordOf(z.looseObject({ schema: z.looseObject({}) })) }),
        }),
      }),
    ),
  ),
});

/** Questions about what was taken in. */
const questions = [
  "totals",
  "series",
  "change",
  "distribution",
  "explain",
  "events",
  "events/sample",
  "events/{id}/explanation",
  "dimensions/{dimension}",
];

test.each(questions)("the description shows what %s answers, and an example of its parameters", async (question) => {
  const { body } = await server.ask("/api/v1/openapi.json");
  const operation = description.parse(body).paths[`/api/v1/${question}`]?.["get"];
  const schema = operation?.responses["200"].content["application/json"]?.schema ?? {};
  expect(Object.keys(schema).length).toBeGreaterThan(0);
  const named =
    operation?.parameters.filter(({ name }) => ["from", "where", "figures", "groupBy"].includes(name)) ?? [];
  for (const { schema: shown } of named) expect(JSON.stringify(shown)).toMatch(/Such as|"examples":/u);
});

test("every refusal of every route is a problem with a remedy", async () => {
  const problem = z.looseObject({ type: z.string(), title: z.string(), status: z.int(), detail: z.string().min(10) });
  const queries = [
    "",
    "?colour=red",
    "?from=yesterday&figures=joy",
    "?after=%FF&count=-1",
    "?project=%00",
    "?a[]=1&a[]=2",
  ];
  for (const { method, url } of server.parts.routes) {
    for (const query of queries) {
      const isSent = method === "POST" || method === "PUT";
      const { status, headers, body } = await server.ask(`${url.replaceAll(/:\w+/gu, "%00")}${query}`, {
        method,
        ...(isSent ? { headers: { "content-type": "application/json" }, body: "{" } : {}),
      });
      const where = `${method} ${url}${query}`;
      expect([where, status < 500]).toEqual([where, true]);
      if (status < 400) continue;
      expect([where, headers.get("content-type")]).toEqual([
        where,
        expect.stringContaining("application/problem+json"),
      ]);
      expect([where, problem.safeParse(body).success]).toEqual([where, true]);
    }
  }
  for (const path of ["/api/v1/nothing", "/api/v2/totals", "/api/v1/totals/"]) {
    const { status, body } = await server.ask(path);
    expect([path, status, problem.safeParse(body).success]).toEqual([path, 404, true]);
  }
});
