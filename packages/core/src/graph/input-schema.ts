import { defined } from "../defined.ts";
import { expectGraph } from "./expect-graph.ts";
import type { Graph, Input } from "./graph.ts";

/** A JSON Schema document (2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema of a method's inputs: for forms, editors and checks in other languages. Inputs that a default or a factor
 * can fill are not required. `x-unit` names the unit, `x-factors` the factor families.
 */
export function inputSchema(graph: Graph, title: string): JsonSchema {
  expectGraph(graph);
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...objectSchema(graph) };
}

function objectSchema(graph: Graph): JsonSchema {
  const properties = Object.entries(graph.inputs).map(([name, declared]) => [name, propertySchema(declared)]);
  const required = Object.entries(graph.inputs).flatMap(([name, declared]) => (isRequired(declared) ? [name] : []));
  return { type: "object", properties: Object.fromEntries(properties), required, additionalProperties: false };
}

function propertySchema(declared: Input): JsonSchema {
  switch (declared.kind) {
    case "number":
      return {
        type: "number",
        description: `${declared.help} (${declared.unit})`,
        "x-unit": declared.unit,
        ...defined({
          minimum: declared.min,
          maximum: declared.max,
          default: declared.default,
          "x-factors": declared.from,
        }),
      };
    case "choice":
      return {
        enum: declared.options,
        description: declared.help,
        ...defined({ default: declared.default }),
      };
    case "list":
      return { type: "array", description: declared.help, items: objectSchema(declared.of) };
  }
}

function isRequired(declared: Input): boolean {
  switch (declared.kind) {
    case "number":
      return declared.default === undefined && declared.from === undefined;
    case "choice":
      return declared.default === undefined;
    case "list":
      return declared.optional !== true;
  }
}
