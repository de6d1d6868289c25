import { fail, ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import type * as CloudInstances from "./look-up.ts";
import type { CloudInstance, GroupPower } from "./look-up.ts";

// Instances of clouds, and the server beneath each: taken to be what the largest instance of its family fills.

type Tables = typeof CloudInstances;

const key: FactorFamily["key"] = {
  name: "instance",
  help: "Instance type, virtual machine size or machine type, with or without its cloud",
  examples: ["m5.2xlarge", "Standard_D4s_v3", "n1-standard-4", "aws:p5.48xlarge", "azure:NC24ads A100 v4"],
};

const largest =
  "The largest instance of a family is taken as the whole server. If the provider does not offer one of that size, as for t2, t3 and n1, the share is too high.";

const coefficients = [
  "Not measured in the clouds. The power per vCPU comes from whole servers with such a processor in SPECpower_ssj2008. The power of accelerators is their thermal design power, scaled by the ratios of processors.",
  "For a burstable instance, or one that shares processors, the figure is that of all its vCPUs.",
];

/** Accelerators of an instance; 0 without accelerators. */
export const cloudInstanceAccelerators: FactorFamily = instanceFamily({
  id: "cloud-instance.accelerators",
  reads: ["accelerators"],
  title: "Accelerators of a cloud instance",
  unit: "GPU",
  figure: ({ accelerators }) => sold(accelerators),
});

/** Power of all accelerators of an instance together, at full load; 0 without accelerators. */
export const cloudInstanceAcceleratorFullPower: FactorFamily = instanceFamily({
  id: "cloud-instance.accelerator-full-power",
  reads: ["accelerators"],
  title: "Power of the accelerators of a cloud instance at full load",
  unit: "W",
  critique: coefficients,
  figure: (instance, tables) => acceleratorPower(instance, tables, ({ max }) => max),
});

/** Power of all accelerators of an instance together when idle; 0 without accelerators. */
export const cloudInstanceAcceleratorIdlePower: FactorFamily = instanceFamily({
  id: "cloud-instance.accelerator-idle-power",
  reads: ["accelerators"],
  title: "Power of the accelerators of a cloud instance when idle",
  unit: "W",
  critique: coefficients,
  figure: (instance, tables) => acceleratorPower(instance, tables, ({ min }) => min),
});

/** Power of an instance without its accelerators, at full load. */
export const cloudInstanceFullPower: FactorFamily = instanceFamily({
  id: "cloud-instance.full-power",
  reads: ["processors", "baselinePercent"],
  title: "Power of a cloud instance at full load, without accelerators",
  unit: "W",
  critique: coefficients,
  figure: (instance, tables) => processorPower(instance, tables, ({ max }) => instance.vcpus * max),
});

/** Power of an instance without its accelerators, when idle. */
export const cloudInstanceIdlePower: FactorFamily = instanceFamily({
  id: "cloud-instance.idle-power",
  reads: ["processors", "baselinePercent"],
  title: "Power of a cloud instance when idle, without accelerators",
  unit: "W",
  critique: coefficients,
  figure: (instance, tables) => processorPower(instance, tables, ({ min }) => instance.vcpus * min),
});

/** Memory per processor in the servers whose power is used for an instance. Memory above that adds power. */
export const cloudInstanceMeasuredMemory: FactorFamily = instanceFamily({
  id: "cloud-instance.measured-memory",
  reads: ["processors"],
  title: "Memory for each processor that the power of a cloud instance contains",
  unit: "GB",
  figure: (instance, tables) => {
    const found = processorPower(instance, tables, ({ memory }) => memory);
    return found.kind === "unknown"
      ? { ...found, reason: "the memory of the servers with its processors is not known" }
      : found;
  },
});

/** Memory of an instance. */
export const cloudInstanceMemory: FactorFamily = instanceFamily({
  id: "cloud-instance.memory",
  reads: ["memory"],
  title: "Memory of a cloud instance",
  unit: "GB",
  figure: ({ memory }) => sold(memory),
});

/** Memory of the server beneath an instance. */
export const cloudInstancePlatformMemory: FactorFamily = instanceFamily({
  id: "cloud-instance.platform-memory",
  reads: ["largestMemory"],
  title: "Memory of the server beneath a cloud instance",
  unit: "GB",
  critique: [largest],
  figure: ({ largestMemory }) => sold(largestMemory),
});

/** Virtual processors of the server beneath an instance. */
export const cloudInstancePlatformVcpus: FactorFamily = instanceFamily({
  id: "cloud-instance.platform-vcpus",
  reads: ["largestVcpus"],
  title: "Virtual processors of the server beneath a cloud instance",
  unit: "1",
  critique: [largest],
  figure: ({ largestVcpus }) => sold(largestVcpus),
});

/** Carbon of making the server beneath an instance. */
export const cloudInstanceServerEmbodied: FactorFamily = instanceFamily({
  id: "cloud-instance.server-embodied",
  reads: ["serverCarbon"],
  title: "Embodied carbon of the server beneath a cloud instance",
  unit: "kgCO2e",
  boundary: "cradle-to-gate",
  critique: [
    "Each accelerator of any kind counts a flat 150 kg, which is half to all of what makers state. For your own servers see `server.embodied`.",
  ],
  figure: serverEmbodied,
});

/** Virtual processors of an instance. */
export const cloudInstanceVcpus: FactorFamily = instanceFamily({
  id: "cloud-instance.vcpus",
  reads: ["vcpus"],
  title: "Virtual processors of a cloud instance",
  unit: "1",
  figure: ({ vcpus }) => sold(vcpus),
});

/** A figure of an instance, or the reason why it is unknown. */
type InstanceFigure =
  | {
      readonly kind: "known";
      readonly value: number;
      /** Ends of the interval over the value. */
      readonly ends: readonly [low: number, high: number];
      readonly basis: string;
      /** Papers, where they are not those of the sizes. */
      readonly source?: Factor["source"];
      readonly steps?: readonly string[];
    }
  | { readonly kind: "unknown"; readonly reason: string };

interface InstanceFamily extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  readonly boundary?: Factor["boundary"];
  /** What of an instance the figure is made from: corrections of it are told with the figure. */
  readonly reads: readonly (keyof CloudInstance)[];
  readonly figure: (instance: CloudInstance, tables: Tables) => InstanceFigure;
}

function sold(value: number | undefined): InstanceFigure {
  if (value === undefined) return { kind: "unknown", reason: "it is not known" };
  return { kind: "known", value, ends: [1, 1], basis: "what the provider states, not measured" };
}

/** What a power is uncertain by: other servers with the same processor, other memory, other firmware. */
const powerEnds = [0.5, 1.6] as const;

function processorPower(
  instance: CloudInstance,
  { powerOfGroup, powerTable, listedPower, providers }: Tables,
  quantity: (group: GroupPower) => number | undefined,
): InstanceFigure {
  const table = powerTable(instance.provider);
  const group = powerOfGroup(table, instance.processors);
  const value = quantity(group);
  if (value === undefined) return { kind: "unknown", reason: "its power is not known" };
  const newer = providers.power.processors.map((row) => row.slice(0, row.indexOf("|")));
  const isNewer = instance.processors.some((name) => newer.includes(name) && table.power.has(name));
  const mean = "the mean of the cloud's processors is used";
  const step =
    instance.processors.length === 0
      ? `The processors of ${instance.key} are not known: ${mean}.`
      : `The power of ${group.missing.join(", ")} is not known: ${mean}.`;
  const isMean = group.missing.length === instance.processors.length;
  return {
    kind: "known",
    value,
    ends: powerEnds,
    basis: "expert default, 0.5 to 1.6 times: the servers that were measured are not the cloud's",
    source: isNewer ? providers.power.source : listedPower.source,
    steps: isMean ? [step] : [],
  };
}

function acceleratorPower(
  { accelerators, accelerator, provider, key: name }: CloudInstance,
  { powerTable, listedPower, providers }: Tables,
  quantity: (power: { readonly min: number; readonly max: number }) => number,
): InstanceFigure {
  if (accelerators === 0) return sold(0);
  const power = powerTable(provider).power.get(accelerator);
  if (power === undefined)
    return { kind: "unknown", reason: `the power of the ${accelerators} × ${accelerator} of ${name} is not published` };
  const isOurs = providers.power.accelerators.some((row) => row.startsWith(`${accelerator}|`));
  const devices = devicesOfBoard(accelerator, { providers });
  const step = `${accelerator} is a board with ${devices} devices, and ${name} counts each device as a GPU: ${accelerators} of them are ${accelerators / devices} boards.`;
  return {
    kind: "known",
    value: (accelerators * quantity(power)) / devices,
    steps: devices > 1 ? [step] : [],
    ends: powerEnds,
    basis: "expert default, 0.5 to 1.6 times: thermal design power by ratios of processors",
    source: isOurs ? providers.power.acceleratorSource : listedPower.source,
  };
}

/** How many of the GPUs that a cloud counts make up one board, which the power is of. */
function devicesOfBoard(accelerator: string, { providers }: Pick<Tables, "providers">): number {
  return new Map(Object.entries(providers.power.devicesPerBoard)).get(accelerator) ?? 1;
}

/** As listed; where nothing is, by the rule that the list was made with. */
function serverEmbodied(instance: CloudInstance, tables: Tables): InstanceFigure {
  const { listed, providers } = tables;
  const basis =
    "expert default, a factor of 2 each way: a base of one tonne for every server, and flat additions for its parts";
  const common = { kind: "known", ends: [0.5, 2], basis } as const;
  const { serverCarbon, largestMemory } = instance;
  if (serverCarbon !== undefined) return { ...common, value: serverCarbon, source: listed.source };
  if (largestMemory === undefined) return { kind: "unknown", reason: "neither it nor the server's memory is known" };
  const rule = providers.serverRule;
  const boards = boardsOfServer(instance, tables) / devicesOfBoard(instance.accelerator, tables);
  const value =
    rule.baseKilograms +
    rule.processorKilograms +
    rule.acceleratorKilograms * boards +
    rule.memoryKilogramsPerGigabyte * Math.max(0, largestMemory - rule.baseGigabytes);
  return {
    ...common,
    value,
    source: { ...listed.source, locator: rule.locator },
    steps: [
      `The server of ${instance.key} is not listed. The rule of Cloud Carbon Footprint computes it from ${Math.round(largestMemory)} GB of memory and ${boards} accelerators. Its drives are left out.`,
    ],
  };
}

/** Accelerators of the server: those of the largest instance with the same ones that fills it. */
function boardsOfServer(instance: CloudInstance, { cloudInstances }: Tables): number {
  const { accelerator, accelerators, largestMemory, largestVcpus, provider } = instance;
  const onTheSame = cloudInstances().filter(
    (other) =>
      other.provider === provider &&
      other.accelerator === accelerator &&
      other.largestMemory === largestMemory &&
      other.largestVcpus === largestVcpus,
  );
  return accelerators === 0 ? 0 : Math.max(...onTheSame.map((other) => other.accelerators));
}

function instanceFamily({ figure, reads, boundary = "component", ...definition }: InstanceFamily): FactorFamily {
  const { id, title, unit } = definition;
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    if (name === undefined || name.trim() === "")
      return fail({
        kind: "no-factor",
        message: `${title}: no instance was named. Name one, such as ${key.examples.join(", ")}.`,
      });
    const tables = await import("./look-up.ts");
    const found = tables.findInstance(name);
    if (!found.ok) return found;
    const { instance, steps } = found.value;
    const known = figure(instance, tables);
    if (known.kind === "unknown")
      return fail({ kind: "no-factor", message: `${title}: ${known.reason} (${instance.key}).` });
    const { value, ends, basis, source = sizeSource(instance, tables) } = known;
    const { name: table, year } = tables.tableOf(instance);
    const corrections = instance.corrections.filter(({ fields }) => reads.some((field) => fields.includes(field)));
    const caveat = [...corrections.map(({ why }) => why), source.caveat].filter((text) => text !== undefined).join(" ");
    const factor: Factor = {
      id: `${id}/${table}/${instance.key}/${year}`,
      title: `${titleOf(instance)}, ${title.slice(0, 1).toLowerCase()}${title.slice(1)}`,
      value,
      unit,
      uncertainty: {
        distribution: { kind: "interval", low: ends[0] * value, high: ends[1] * value, level: 0.9 },
        basis,
      },
      year,
      boundary,
      basis: "not-applicable",
      signal: "not-applicable",
      accounting: "not-applicable",
      source: { ...source, ...(caveat !== "" && { caveat }) },
    };
    return ok({ factor, matched: instance.key, fallbacks: [...steps, ...(known.steps ?? [])] });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const tables = await import("./look-up.ts");
    const held = tables.cloudInstances().filter((instance) => figure(instance, tables).kind === "known");
    return held.map((instance) => instance.key);
  };
  return factorFamily({ ...definition, key, find, heldKeys });
}

function sizeSource({ isListed }: CloudInstance, { listed, providers }: Tables): Factor["source"] {
  return isListed ? listed.source : providers.source;
}

const names = { aws: "AWS", azure: "Azure", gcp: "Google Cloud" } as const;

function titleOf({ provider, name }: CloudInstance): string {
  return `${names[provider]} ${name}`;
}
