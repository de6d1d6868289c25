import * as z from "zod";
import type { DescribedRoute } from "./route.ts";

/** The description of the API in OpenAPI 3.1, made from the schemas that check requests. */
export function openApi(routes: readonly DescribedRoute[], version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/gu, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Wattledger",
      version,
      description: "What AI used, and its energy, carbon and water. Errors are problems as in RFC 9457.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "A key that begins with wl_." } },
      schemas: {
        Problem: {
          type: "object",
          required: ["type", "title", "status", "detail"],
          properties: {
            type: { type: "string" },
            title: { type: "string" },
            status: { type: "integer" },
            detail: { type: "string" },
            faults: { type: "array", items: { type: "string" } },
          },
        },
      },
    },
  };
}

function operation({
  method,
  url,
  scope,
  summary,
  query,
  body,
  answer,
}: DescribedRoute): Readonly<Record<string, unknown>> {
  const inPath = [...url.matchAll(/:(\w+)/gu)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const described = jsonSchema(query);
  const required = listOf(described["required"]);
  const inQuery = Object.entries(objectOf(described["properties"])).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
  return {
    summary,
    operationId: `${method.toLowerCase()}${url.replaceAll(/[^a-z0-9]+/giu, "-")}`,
    ...(scope === "open" ? { security: [] } : { security: [{ key: [] }], "x-scope": scope }),
    parameters: [...inPath, ...inQuery],
    ...(method === "GET" || method === "DELETE"
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: jsonSchema(body) } } } }),
    responses: {
      "200": {
        description: "The answer.",
        content: { "application/json": { schema: answer === undefined ? {} : jsonSchema(answer) } },
      },
      default: {
        description: "What went wrong.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function jsonSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  // What JSON Schema cannot say (a refinement, a transformation) is left out of the description; the server checks it all the same.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
