import { assume, evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { impactFrameworkSci } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { Refusal, nameIn, step } from "./manifest.ts";
import type { Fields } from "./manifest.ts";
import { impactFrameworkPlugins as plugins, naturalSlopes } from "./plugins.ts";
import { impactFrameworkTimeCases } from "./time.ts";

const absent = z.number().nullish();
const parameter = z.string().min(1);
const numberIn = (row: Fields, field: string): number => z.number().parse(row[field]);

const scored = assume(impactFrameworkSci, ["carbon"]);

const sci = step("Sci", {
  configuration: z.object({ "functional-unit": parameter }),
  arithmetic: ["functional-unit"],
  check: (row, config) => {
    const unit = nameIn(config["functional-unit"]);
    if (!Object.hasOwn(row, unit) || !(Number(row[unit]) >= 0)) throw new Refusal("MissingInputDataError");
    z.object({ carbon: z.number().gte(0), duration: z.number().gte(1) }).parse(row);
  },
  output: () => "sci",
  run: (row, config, worked) => {
    const functionalUnits = worked["functional-unit"] ?? numberIn(row, config["functional-unit"]);
    const given = { carbon: numberIn(row, "carbon"), functionalUnits, zeroUnits: "carbon" };
    return evaluate(scored, given, ["score"]).score;
  },
});

const amount = z.number().gte(0);
const serverInputs = z.object({
  duration: z.number().gt(0),
  vCPUs: z.number().gt(0).optional(),
  memory: z.number().gt(0).optional(),
  ssd: amount.optional(),
  hdd: amount.optional(),
  gpu: amount.optional(),
  "usage-ratio": z.number().gt(0).optional(),
  time: z.number().gt(0).optional(),
});

const serverConfig = z.object({
  "baseline-vcpus": amount.optional(),
  "baseline-memory": amount.optional(),
  "baseline-emissions": amount.optional(),
  lifespan: z.number().gt(0).optional(),
  "vcpu-emissions-constant": amount.optional(),
  "memory-emissions-constant": amount.optional(),
  // The plugin's own, which are each other's.
  "ssd-emissions-constant": amount.default(50_000),
  "hdd-emissions-constant": amount.default(100_000),
  "gpu-emissions-constant": amount.optional(),
  "output-parameter": z.string().optional(),
});

const sciEmbodied = step("SciEmbodied", {
  configuration: serverConfig,
  mayBeEmpty: true,
  check: (row) => serverInputs.parse(row),
  output: (config) => config["output-parameter"] || "embodied-carbon",
  run: (row, config) => {
    const given = serverInputs.parse(row);
    return embodiedServer({
      duration: given.duration,
      vcpus: given.vCPUs,
      memory: given.memory,
      ssds: given.ssd,
      hdds: given.hdd,
      gpus: given.gpu,
      usageRatio: given["usage-ratio"],
      reserved: given.time,
      baselineCarbon: config["baseline-emissions"],
      baselineVcpus: config["baseline-vcpus"],
      baselineMemory: config["baseline-memory"],
      vcpuCarbon: config["vcpu-emissions-constant"],
      memoryCarbon: config["memory-emissions-constant"],
      ssdCarbon: config["ssd-emissions-constant"],
      hddCarbon: config["hdd-emissions-constant"],
      gpuCarbon: config["gpu-emissions-constant"],
      lifespan: config.lifespan,
    });
  },
});

/** Share of a server, g CO2e; what is null or undefined takes the method's default. */
function embodiedServer(inputs: Readonly<Record<string, number | string | null | undefined>>): number {
  const given = Object.entries(inputs).flatMap(([name, value]) => (value == null ? [] : [[name, value]]));
  return evaluate(impactFrameworkSci, Object.fromEntries(given), ["embodied"]).embodied;
}

const baselineInputs = z.object({
  duration_s: z.number(),
  vcpus: absent,
  memory_gb: absent,
  ssd: absent,
  hdd: absent,
  gpu: absent,
  usage_ratio: absent,
  config: z
    .union([
      z.literal("defaults"),
      z.object({ baseline_gco2e: absent, lifespan_s: absent, baseline_vcpus: absent, baseline_memory_gb: absent }),
    ])
    .nullish(),
});

/** The same server as the cases of SCI have it. */
export const sciBaselineServer: CaseAdapter = {
  method: "sci",
  kind: "sci.embodied_baseline_server",
  run: (inputs, compatibility) => {
    const given = baselineInputs.parse(inputs);
    const config = given.config === "defaults" ? undefined : given.config;
    const embodied = embodiedServer({
      duration: given.duration_s,
      vcpus: given.vcpus,
      memory: given.memory_gb,
      ssds: given.ssd,
      hdds: given.hdd,
      gpus: given.gpu,
      usageRatio: given.usage_ratio,
      baselineCarbon: config?.baseline_gco2e,
      lifespan: config?.lifespan_s,
      baselineVcpus: config?.baseline_vcpus,
      baselineMemory: config?.baseline_memory_gb,
      swapDrives: compatibility ? "yes" : "no",
    });
    return { m_gco2e: embodied };
  },
};

/** A product or a power of a parameter. */
function scaled(kind: string, factor: "coefficient" | "exponent", wanted: "product" | "power"): CaseAdapter {
  const constant = factor === "exponent" ? z.number() : z.union([z.number(), z.string().startsWith("=")]);
  return step(kind, {
    configuration: z
      .looseObject({ "input-parameter": parameter, "output-parameter": parameter })
      .refine((config) => constant.safeParse(config[factor]).success),
    arithmetic: ["input-parameter", factor],
    check: (row, config) => numberIn(row, nameIn(config["input-parameter"])),
    output: (config) => config["output-parameter"],
    run: (row, config, worked) => {
      const value = worked["input-parameter"] ?? numberIn(row, config["input-parameter"]);
      const by = worked[factor] ?? z.number().parse(config[factor]);
      return evaluate(plugins, { value, by }, [wanted])[wanted];
    },
  });
}

const divide = step("Divide", {
  configuration: z.object({ numerator: parameter, denominator: z.union([z.string(), z.number()]), output: z.string() }),
  arithmetic: ["numerator", "denominator"],
  check: (row, { numerator, denominator }) => {
    numberIn(row, nameIn(numerator));
    if (typeof denominator === "number") return;
    const divisor = z.number().optional().parse(row[nameIn(denominator)]);
    // A field that is zero is reported as missing; a constant zero gives the numerator.
    if (divisor === undefined || divisor === 0) throw new Refusal("MissingInputDataError");
  },
  output: ({ output }) => output,
  run: (row, { numerator, denominator }, worked) => {
    const value = worked["numerator"] ?? numberIn(row, numerator);
    const by = worked["denominator"] ?? (typeof denominator === "number" ? denominator : numberIn(row, denominator));
    return evaluate(plugins, { value, by, zeroDivisor: "numerator" }, ["quotient"]).quotient;
  },
});

/** One figure of several parameters, given their values in order. */
function combined(kind: string, of: (values: readonly number[]) => number): CaseAdapter {
  return step(kind, {
    configuration: z.object({ "input-parameters": z.array(z.string()), "output-parameter": parameter }),
    // Sum alone looks at an empty configuration as at any other.
    ...(kind === "Sum" ? { mayBeEmpty: true } : {}),
    check: (row, config) => config["input-parameters"].forEach((one) => numberIn(row, one)),
    output: (config) => config["output-parameter"],
    run: (row, config) => of(config["input-parameters"].map((one) => numberIn(row, one))),
  });
}

const listed = (values: readonly number[]): readonly Row[] => values.map((value) => ({ value, duration: 0 }));

const rising = (a: number, b: number): number => a - b;
// The original sorts y apart from x, which alters a curve that falls anywhere.
const sorted = z.array(z.number()).transform((values) => values.toSorted(rising));

const curveConfig = z
  .object({
    method: z.enum(["linear", "spline", "polynomial"]).default("linear"),
    x: sorted,
    y: sorted,
    "input-parameter": z.string(),
    "output-parameter": z.string(),
  })
  .refine(({ x, y }) => x.length === y.length && x.length > 1);

const interpolation = step("Interpolation", {
  configuration: curveConfig,
  arithmetic: ["input-parameter"],
  check: (row, { x, "input-parameter": observed }) => {
    z.object({ timestamp: z.string(), duration: z.number() }).parse(row);
    const value = z.union([z.literal("off"), z.number().gte(0)]).parse(row[nameIn(observed)]);
    const [lowest = 0] = x;
    const highest = x.at(-1) ?? lowest;
    if (value !== "off" && (value < lowest || value > highest)) throw new Refusal("InputValidationError");
  },
  output: (config) => config["output-parameter"],
  run: (row, { method: kind, x, y, "input-parameter": observed }, worked) => {
    if (row[observed] === "off") return 0;
    const points = x.map((at, index): [number, number] => [at, y[index] ?? Number.NaN]);
    const slopes = kind === "spline" && new Set(x).size === x.length ? naturalSlopes(points) : [];
    const curve = points.map(([at, value], index) => ({ x: at, y: value, slope: slopes[index] ?? 0 }));
    const value = worked["input-parameter"] ?? numberIn(row, observed);
    return evaluate(plugins, { value, curve, kind }, ["interpolated"]).interpolated;
  },
});

/** Kinds of reference cases in this folder, each with its adapter. */
export const impactFrameworkSciCases: readonly CaseKind[] = [
  scaled("Coefficient", "coefficient", "product"),
  divide,
  scaled("Exponent", "exponent", "power"),
  interpolation,
  sci,
  sciEmbodied,
  combined("Multiply", (all) => evaluate(plugins, { values: listed(all) }, ["productOfAll"]).productOfAll),
  combined(
    "Subtract",
    ([value = Number.NaN, ...others]) =>
      evaluate(plugins, { value, values: listed(others) }, ["difference"]).difference,
  ),
  combined("Sum", (all) => evaluate(plugins, { values: listed(all) }, ["total"]).total),
  ...impactFrameworkTimeCases,
];
