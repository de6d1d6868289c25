import { isCredible, resolve } from "@wattledger/core";
import type { Given, Graph, Method, NumberInput } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { describe, expect, test } from "vitest";
import { methods } from "./index.ts";

function numbers(graph: Graph, path = ""): readonly (readonly [path: string, declared: NumberInput, graph: Graph])[] {
  return Object.entries(graph.inputs).flatMap(([name, declared]) => {
    if (declared.kind === "list") return numbers(declared.of, `${path}${name}.`);
    return declared.kind === "number" ? [[path + name, declared, graph] as const] : [];
  });
}

const every = methods.flatMap((method) => numbers(method).map((one) => [method.id, ...one] as const));

function named(id: string): Method {
  const found = methods.find((method) => method.id === id);
  if (found === undefined) throw new Error(`No method ${id}.`);
  return found;
}

async function refusals(id: string, given: Given): Promise<readonly string[]> {
  const resolved = await resolve(named(id), given, families);
  return resolved.ok ? [] : resolved.error.map(({ message }) => message);
}

test("every default is credible and within the limits that a given value is held to", () => {
  const wrong = every.filter(
    ([, , declared]) => declared.default !== undefined && !isCredible(declared, declared.default),
  );
  expect(wrong.map(([id, path]) => `${id} ${path}`)).toEqual([]);
});

test("every part names a whole that its method has", () => {
  const wrong = every.filter(([, , { within }, graph]) => within !== undefined && graph.inputs[within] === undefined);
  expect(wrong.map(([id, path]) => `${id} ${path}`)).toEqual([]);
});

test("counts of tokens, parameters, cores and accelerators have a range", () => {
  const counts =
    /^(?:.*\.)?(?:outputTokens|inputTokens|cachedInputTokens|reasoningTokens|tokensBillions|.*ParametersBillions|parametersBillions|cores|corePower|concurrency|acceleratorCount|accelerators|gpus)$/u;
  const wrong = every.filter(
    ([, path, { credible, usual }, graph]) =>
      counts.test(path) && credible === undefined && usual === undefined && graph.inputs[path]?.kind === "number",
  );
  expect(wrong.map(([id, path]) => `${id} ${path}`)).toEqual([]);
});

describe("a total, a processor or plain parameters instead of the wanted number is refused", () => {
  test.for([
    ["api-inference", { model: "gpt-4o", outputTokens: 5_863_385, inputTokens: 0, zone: "FR" }, "outputTokens"],
    ["ecologits", { model: "gpt-4o", outputTokens: 5_863_385, zone: "FR" }, "outputTokens"],
    ["jegham", { model: "gpt-4o", outputTokens: 1e15, zone: "FR" }, "outputTokens"],
    [
      "api-inference",
      { activeParametersBillions: 8e9, totalParametersBillions: 8e9, outputTokens: 100 },
      "activeParametersBillions",
    ],
    [
      "training-estimate",
      { activeParametersBillions: 8, tokensBillions: 15e12, accelerator: "H100" },
      "tokensBillions",
    ],
    ["green-algorithms", { runtime: 24, cores: 12, corePower: 120, memory: 64, pue: 1.67, zone: "AT" }, "corePower"],
    ["image-generation", { model: "black-forest-labs/FLUX.1-dev", width: 1_048_576 }, "width"],
  ] as const)("%s %j", async ([id, given, name]) => {
    expect(await refusals(id, given)).toContainEqual(
      expect.stringMatching(new RegExp(`\`${name}\`: .* --accept ${name}`, "u")),
    );
  });
});

describe("a part larger than its whole is refused", () => {
  test.for([
    [
      "api-inference",
      { model: "gpt-4o", inputTokens: 368, cachedInputTokens: 10_536, outputTokens: 19 },
      "cachedInputTokens",
    ],
    ["api-inference", { model: "gpt-4o", outputTokens: 19, reasoningTokens: 20 }, "reasoningTokens"],
    [
      "api-inference",
      { activeParametersBillions: 70, totalParametersBillions: 8, outputTokens: 19 },
      "activeParametersBillions",
    ],
    [
      "ecologits",
      { activeParameters: 70, totalParameters: 8, outputTokens: 19, zone: "FR", pue: 1.2, wue: 0 },
      "activeParameters",
    ],
    [
      "sci",
      {
        itEnergy: 1,
        hardwareCarbon: 1,
        timeReserved: 90_000,
        lifespan: 35_040,
        functionalUnits: 1,
        otherComponents: [],
        zone: "SE",
      },
      "timeReserved",
    ],
    [
      "sci",
      {
        itEnergy: 1,
        hardwareCarbon: 1,
        timeReserved: 9,
        lifespan: 35_040,
        resourcesReserved: 8,
        totalResources: 4,
        functionalUnits: 1,
        otherComponents: [],
        zone: "SE",
      },
      "resourcesReserved",
    ],
    ["instance-use", { instance: "m5.large", time: 1, vcpus: 1000, zone: "FR" }, "vcpus"],
  ] as const)("%s: %j", async ([id, given, name]) => {
    expect(await refusals(id, given)).toContainEqual(
      expect.stringMatching(new RegExp(`^.${name}. \\(.* is .* more than `, "u")),
    );
  });

  test("shares of one generation", async () => {
    const given = { coalShare: 0.6, gasShare: 0.3, petroleumShare: 0.2 };
    expect(await refusals("energyusage", given)).toContainEqual(
      expect.stringContaining("the shares of the generation add up to 110 %"),
    );
  });
});
