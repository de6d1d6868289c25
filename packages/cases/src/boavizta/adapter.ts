import { evaluate } from "@wattledger/core";
import { boaviztaGpu, boaviztaTerminal } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { at, atEnds, known } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import { cloudFootprint } from "./cloud.ts";
import {
  casePart,
  drivePart,
  hardDiskPart,
  memoryPart,
  powerAtLoads,
  powerSupplyPart,
  processorPart,
} from "./components.ts";
import { gpuPart } from "./gpu.ts";
import { embeddedOf, powerOf, shownImpacts, shownPower, useOf } from "./impacts.ts";
import { exactly } from "./part.ts";
import type { Context, Part } from "./part.ts";
import { rangeCurve } from "./processor.ts";
import { componentRequests } from "./requests.ts";
import { roundWithin } from "./rounding.ts";
import { serverFootprint } from "./server.ts";
import { loadTables, rowOf } from "./tables.ts";
import type { Release, Tables } from "./tables.ts";
import { electricityOf, shownUsage, usageOf, usageRequest } from "./usage.ts";

const question = z.looseObject({
  criteria: z.array(z.string()),
  duration_h: z.union([z.number(), z.literal("lifetime")]),
  request: z.unknown().optional(),
  query: z.looseObject({ archetype: z.string().nullish() }).nullish(),
});

type Question = z.output<typeof question>;

/** A kind of case that the tables of any release answer. */
interface ModelKind {
  readonly kind: string;
  readonly run: (tables: Tables, asked: Question, name: string) => unknown;
  readonly comparable?: NonNullable<CaseAdapter["comparable"]>;
}

function adapter(kind: string, run: ModelKind["run"]): ModelKind {
  return { kind, run };
}

function hoursOf({ duration_h: hours }: Question): number | undefined {
  return hours === "lifetime" ? undefined : hours;
}

/** A component by itself. */
function component<Schema extends z.ZodType>(
  kind: string,
  schema: Schema,
  partOf: (request: z.output<Schema>, context: Context) => Part,
): ModelKind {
  return adapter(`component.${kind}`, (tables, asked) => {
    const archetype = asked.query?.archetype ?? (kind === "case" ? "rack" : "DEFAULT");
    const profile =
      tables.componentArchetypes.find((one) => one["component"] === kind && one["id"] === archetype) ?? {};
    const part = partOf(schema.parse(asked.request ?? {}), {
      tables,
      profile: new Map(Object.entries(profile)),
      prefix: "",
      criteria: asked.criteria,
      isWholeModelled: false,
    });
    return componentResults(tables, asked, part);
  });
}

function componentResults(tables: Tables, asked: Question, part: Part): unknown {
  const { criteria } = asked;
  const { usage } = part;
  const lifetime = usage.lifetime ?? { value: Number.NaN, status: "ARCHETYPE" };
  const hours = hoursOf(asked) ?? lifetime.value;
  const power = part.name === "POWER_SUPPLY" ? undefined : powerOf(part);
  return {
    impacts: shownImpacts(
      criteria,
      (criterion) => {
        const making = part.making(criterion);
        return {
          embedded: making === undefined ? null : embeddedOf(making, lifetime, hours),
          use: power === undefined ? null : useOf(tables, criterion, power, usage, usage, hours),
        };
      },
      true,
    ),
    resolved: known({
      ...shownUsage(tables, usage, criteria),
      ...part.attributes,
      avg_power: shownPower(part, power),
      params: part.params,
    }),
  };
}

const curveResults = z.looseObject({
  resolved: z.looseObject({
    params: z.looseObject({ value: z.strictObject({ a: z.number(), b: z.number(), c: z.number(), d: z.number() }) }),
  }),
});

/**
 * A fitted curve a ln(b (load + c)) + d by what can be told of it: b and d only matter as a ln b + d. Each alone is where the
 * fit happened to stop, and differs by some per cent between releases of the original's library.
 */
function determined(values: unknown): unknown {
  const parsed = curveResults.safeParse(values);
  if (!parsed.success) return values;
  const { resolved } = parsed.data;
  const { a, b, c, d } = resolved.params.value;
  const params = { ...resolved.params, value: { a, c, "a ln b + d": a * Math.log(b) + d } };
  return { ...parsed.data, resolved: { ...resolved, params } };
}

const server = adapter("server", (tables, asked) =>
  serverFootprint({ tables, criteria: asked.criteria, hours: hoursOf(asked) }, asked.request, asked.query),
);

const cloud = adapter("cloud", (tables, asked) =>
  cloudFootprint({ tables, criteria: asked.criteria, hours: hoursOf(asked) }, asked.request),
);

const terminalRequest = z.looseObject({ type: z.string().nullish(), usage: usageRequest.nullish() });

/** Categories of whole devices that stand under names by which the original does not find them. */
const notFound = new Set(["gwppb", "gwppf", "gwpplu", "ctuh_c", "ctuh_nc"]);

const hoursPerYear = 8760;

/** Credits at the end of life make some categories negative, which Wattledger's device inputs do not allow. The share is the same. */
function shareOfMaking(making: number, lifetime: number, duration: number): number {
  const inputs = { making: Math.abs(making), lifetime, duration };
  return Math.sign(making) * evaluate(boaviztaTerminal, inputs, ["embodied"]).embodied;
}

/** A terminal by its profile; cases that state none name it in their name alone. */
const terminal = adapter("terminal", (tables, asked, name) => {
  const { criteria } = asked;
  const words = name.split(/[\s,:]+/u);
  const archetype =
    asked.query?.archetype ?? words.find((word) => tables.terminals.some((row) => row.get("id") === word));
  const profile = rowOf(tables.terminals, "id", archetype ?? name);
  const request = terminalRequest.parse(asked.request ?? {});
  const usage = usageOf(tables, request.usage, profile);
  const device = profile.get("device_type") ?? "";
  const type = request.type ?? profile.get("type") ?? "";
  const figures = tables.wholeDevices[`${device}/${type}`] ?? tables.wholeDevices[device] ?? {};
  const lifetime = usage.lifetime ?? { value: Number.NaN, status: "ARCHETYPE" };
  const hours = hoursOf(asked) ?? lifetime.value;
  const shownType: Attribute<string> = { value: type, status: request.type == null ? "ARCHETYPE" : "INPUT" };
  const { meanPower } = usage;
  return {
    impacts: shownImpacts(
      criteria,
      (criterion) => {
        const making = notFound.has(criterion) ? undefined : figures[criterion];
        const factor = electricityOf(tables, usage, criterion);
        const life = lifetime.value / hoursPerYear;
        return {
          embedded: making === undefined ? null : exactly(shareOfMaking(making, life, hours)),
          use:
            meanPower === undefined || factor === undefined || !factor.usable
              ? null
              : atEnds((end) => {
                  const inputs = {
                    meanPower: at(meanPower, end),
                    useRatio: usage.useRatio === undefined ? 1 : at(usage.useRatio, end),
                    electricity: at(factor.attribute, end),
                    lifetime: life,
                    duration: hours,
                  };
                  return evaluate(boaviztaTerminal, inputs, ["usage"]).usage;
                }),
        };
      },
      true,
    ),
    resolved: known({
      ...shownUsage(tables, usage, criteria),
      type: shownType,
      units: { value: 1, min: 1, max: 1, status: "ARCHETYPE" },
    }),
  };
});

const curveInputs = z.object({
  manufacturer: z.string().nullish(),
  model_range: z.string().nullish(),
  tdp_w: z.number().nullish(),
  load_percent: z.array(z.number()),
});

const powerCurve: CaseAdapter = {
  method: "boavizta",
  kind: "function.cpu_power",
  run: async (inputs) => {
    const { manufacturer, model_range: range, tdp_w: tdp, load_percent: loads } = curveInputs.parse(inputs);
    const tables = await loadTables("2.4.1");
    const curve = rangeCurve(tables, manufacturer, range);
    return { power_w: powerAtLoads(tables, curve, tdp ?? undefined, loads), parameters: curve };
  },
};

const dieArea: CaseAdapter = {
  method: "boavizta",
  kind: "function.effective_die_area",
  run: (inputs) => {
    const area = z.object({ die_area_mm2: z.number() }).parse(inputs).die_area_mm2;
    return { effective_area_mm2: evaluate(boaviztaGpu, { dieArea: area }, ["effectiveDieArea"]).effectiveDieArea };
  },
};

const roundingInputs = z.object({
  value: z.number(),
  min: z.number(),
  max: z.number(),
  uncertainty_percent: z.number(),
  max_significant_figures: z.number(),
  min_significant_figures: z.number(),
});

const rounding: CaseAdapter = {
  method: "boavizta",
  kind: "function.rounding",
  run: (inputs) => {
    const asked = roundingInputs.parse(inputs);
    const { warning, ...rounded } = roundWithin(asked, {
      uncertaintyPercent: asked.uncertainty_percent,
      maxFigures: asked.max_significant_figures,
      minFigures: asked.min_significant_figures,
    });
    return { ...rounded, high_uncertainty_warning: warning };
  },
};

const modelKinds: readonly ModelKind[] = [
  cloud,
  component("case", componentRequests.case, casePart),
  { ...component("cpu", componentRequests.cpu, processorPart), comparable: determined },
  component("gpu", componentRequests.gpu, gpuPart),
  component("hdd", componentRequests.disk, hardDiskPart),
  component("power_supply", componentRequests.powerSupply, powerSupplyPart),
  component("ram", componentRequests.ram, memoryPart),
  component("ssd", componentRequests.disk, drivePart),
  server,
  terminal,
];

/** Adapters of a release's models, for cases of a file that names the method so. */
export function boaviztaModels(method: string, release: Release): readonly CaseAdapter[] {
  return modelKinds.map(({ run, ...kind }) => ({
    method,
    ...kind,
    run: async (inputs, _compatibility, name) => run(await loadTables(release), question.parse(inputs), name),
  }));
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const boaviztaCases: readonly CaseKind[] = [
  ...boaviztaModels("boavizta", "2.4.1"),
  powerCurve,
  dieArea,
  rounding,
];
