import { assume, evaluate, isWattledgerError } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { impactFrameworkPlugins as plugins, naturalSlopes } from "./impact-framework-plugins.ts";
import { impactFrameworkSci } from "./impact-framework-sci.ts";
import { impactFrameworkTimeCases } from "./impact-framework-time.cases.ts";

const absent = z.number().nullish();
const rowSchema = z.record(z.string(), z.unknown());
type ObservedRow = z.output<typeof rowSchema>;

const stepInputs = z.object({ config: z.record(z.string(), z.unknown()).nullish(), rows: z.array(rowSchema) });

/** A plugin on each row. What it refuses becomes the name of the original's error, which is all that a case states. */
function step(
  kind: string,
  run: (row: ObservedRow, config: Readonly<Record<string, unknown>>) => unknown,
  missing = "InputValidationError",
): CaseAdapter {
  return {
    method: "Impact Framework built-in plugins and aggregation",
    kind,
    run: (inputs) => {
      const { config, rows } = stepInputs.parse(inputs);
      try {
        return rows.map((row) => run(row, config ?? {}));
      } catch (error) {
        if (error instanceof z.ZodError) return { error: "InputValidationError" };
        if (!isWattledgerError(error)) throw error;
        return { error: error.kind === "missing-input" ? missing : "InputValidationError" };
      }
    },
  };
}

const numbers = (row: ObservedRow, name: string): number => z.number().parse(row[name]);
const text = (config: Readonly<Record<string, unknown>>, name: string): string => z.string().parse(config[name]);

/** A parameter of the row, or a constant of the configuration. */
function constantOr(row: ObservedRow, given: unknown): number | undefined {
  return absent.parse(typeof given === "string" ? row[given] : given) ?? undefined;
}

const scored = assume(impactFrameworkSci, ["carbon"]);

const sci = step(
  "Sci",
  (row, config) => {
    const functionalUnits = constantOr(row, config["functional-unit"]);
    const given = { carbon: numbers(row, "carbon"), ...(functionalUnits === undefined ? {} : { functionalUnits }) };
    return { sci: evaluate(scored, { ...given, zeroUnits: "carbon" }, ["score"]).score };
  },
  "MissingInputDataError",
);

const serverInputs = z.object({
  duration: z.number().positive(),
  vCPUs: z.number().positive().nullish(),
  memory: z.number().positive().nullish(),
  ssd: absent,
  hdd: absent,
  gpu: absent,
  "usage-ratio": z.number().positive().nullish(),
  time: z.number().positive().nullish(),
});

const serverConfig = z.object({
  "baseline-vcpus": absent,
  "baseline-memory": absent,
  "baseline-emissions": absent,
  lifespan: absent,
  "vcpu-emissions-constant": absent,
  "memory-emissions-constant": absent,
  "ssd-emissions-constant": absent,
  "hdd-emissions-constant": absent,
  "gpu-emissions-constant": absent,
  "output-parameter": z.string().nullish(),
});

const sciEmbodied = step("SciEmbodied", (row, configured) => {
  const given = serverInputs.parse(row);
  const config = serverConfig.parse(configured);
  const ssd = config["ssd-emissions-constant"];
  const hdd = config["hdd-emissions-constant"];
  const inputs = {
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
    gpuCarbon: config["gpu-emissions-constant"],
    lifespan: config.lifespan,
    // What the plugin defaults to, even where only one of the two is configured.
    ...(ssd == null && hdd == null ? {} : { ssdCarbon: ssd ?? 50_000, hddCarbon: hdd ?? 100_000 }),
  };
  const swapDrives = ssd == null && hdd == null ? "yes" : "no";
  return { [config["output-parameter"] ?? "embodied-carbon"]: embodiedServer({ ...inputs, swapDrives }) };
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
const baselineServer: CaseAdapter = {
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

const coefficient = step("Coefficient", (row, config) => {
  const value = numbers(row, text(config, "input-parameter"));
  const by = z.number().parse(config["coefficient"]);
  return { [text(config, "output-parameter")]: evaluate(plugins, { value, by }, ["product"]).product };
});

const divide = step(
  "Divide",
  (row, config) => {
    const value = numbers(row, text(config, "numerator"));
    const by = constantOr(row, config["denominator"]);
    // A field that is zero is reported as missing; a constant zero gives the numerator.
    const divisor = by === undefined || (by === 0 && typeof config["denominator"] === "string") ? {} : { by };
    const { quotient } = evaluate(plugins, { value, ...divisor, zeroDivisor: "numerator" }, ["quotient"]);
    return { [text(config, "output")]: quotient };
  },
  "MissingInputDataError",
);

const exponent = step("Exponent", (row, config) => {
  const value = numbers(row, text(config, "input-parameter"));
  const by = z.number().parse(config["exponent"]);
  return { [text(config, "output-parameter")]: evaluate(plugins, { value, by }, ["power"]).power };
});

const sum = step("Sum", (row, config) => {
  const names = z.array(z.string()).parse(config["input-parameters"]);
  const values = names.map((name) => ({ value: numbers(row, name), duration: 0 }));
  return { [text(config, "output-parameter")]: evaluate(plugins, { values }, ["total"]).total };
});

const curveConfig = z.object({
  method: z.enum(["linear", "spline", "polynomial"]).nullish(),
  x: z.array(z.number()),
  y: z.array(z.number()),
});

const rising = (a: number, b: number): number => a - b;

const interpolation = step("Interpolation", (row, config) => {
  const { method: kind, x, y } = curveConfig.parse(config);
  // The original sorts y apart from x, which alters a curve that falls anywhere.
  const ys = y.toSorted(rising);
  const points = x.toSorted(rising).map((at, index): [number, number] => [at, ys[index] ?? Number.NaN]);
  const slopes = kind === "spline" ? naturalSlopes(points) : [];
  const curve = points.map(([at, value], index) => ({ x: at, y: value, slope: slopes[index] ?? 0 }));
  const value = numbers(row, text(config, "input-parameter"));
  const { interpolated } = evaluate(plugins, { value, curve, kind: kind ?? "linear" }, ["interpolated"]);
  return { [text(config, "output-parameter")]: interpolated };
});

export const impactFrameworkSciCases: readonly CaseAdapter[] = [
  coefficient,
  divide,
  exponent,
  interpolation,
  sci,
  sciEmbodied,
  sum,
  ...impactFrameworkTimeCases,
];

export const sciBaselineServerCases: readonly CaseAdapter[] = [baselineServer];
