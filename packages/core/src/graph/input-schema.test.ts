import { expect, test } from "vitest";
import { exampleMethod } from "../../test/example.ts";
import { inputSchema } from "./input-schema.ts";

test("the JSON Schema of a method's inputs", () => {
  expect(inputSchema(exampleMethod, "Inputs of example")).toMatchInlineSnapshot(`
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "additionalProperties": false,
      "properties": {
        "cooling.rate": {
          "default": 1.8,
          "description": "Water per heat (L/kWh)",
          "type": "number",
          "x-unit": "L/kWh",
        },
        "factor.gwp": {
          "description": "Impact of electricity (gwp) (gCO2e/kWh)",
          "minimum": 0,
          "type": "number",
          "x-factors": "grid",
          "x-unit": "gCO2e/kWh",
        },
        "factor.pe-fossil": {
          "default": 9,
          "description": "Impact of electricity (pe-fossil) (MJ/kWh)",
          "type": "number",
          "x-unit": "MJ/kWh",
        },
        "load": {
          "default": 50,
          "description": "Mean load (%)",
          "maximum": 100,
          "minimum": 0,
          "type": "number",
          "x-unit": "%",
        },
        "parts": {
          "description": "Parts of the machine",
          "items": {
            "additionalProperties": false,
            "properties": {
              "count": {
                "default": 1,
                "description": "How many (1)",
                "minimum": 0,
                "type": "number",
                "x-unit": "1",
              },
              "kind": {
                "default": "cpu",
                "description": "What it is",
                "enum": [
                  "cpu",
                  "dram",
                ],
              },
              "power": {
                "description": "Power at full load (W)",
                "minimum": 0,
                "type": "number",
                "x-factors": "hardware.cpu",
                "x-unit": "W",
              },
            },
            "required": [],
            "type": "object",
          },
          "type": "array",
        },
        "pue": {
          "default": 1.5,
          "description": "Power usage effectiveness (1)",
          "minimum": 1,
          "type": "number",
          "x-unit": "1",
        },
        "runtime": {
          "description": "Wall-clock time (h)",
          "minimum": 0,
          "type": "number",
          "x-unit": "h",
        },
        "site": {
          "default": "office",
          "description": "Where it stands",
          "enum": [
            "office",
            "data-centre",
          ],
        },
      },
      "required": [
        "runtime",
        "parts",
      ],
      "title": "Inputs of example",
      "type": "object",
    }
  `);
});
