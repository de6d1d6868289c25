import { providers } from "../tables/cloud-instance.ts";
import { listedCloud, namesIn, numberIn, powerEntry } from "./listed.ts";
import type { CloudProvider, Instance, PowerTable } from "./listed.ts";

/** An instance with what is known of it beyond the list of Cloud Carbon Footprint. */
export interface CloudInstance extends Instance {
  readonly provider: CloudProvider;
  /** As the provider's interfaces spell it, with the cloud in front: `azure:Standard_D4s_v3`. */
  readonly key: string;
  /** Whether Cloud Carbon Footprint lists it; else it is among what its list lacks. */
  readonly isListed: boolean;
  /** What was corrected, with the reason as a sentence. */
  readonly corrections: readonly { readonly fields: readonly string[]; readonly why: string }[];
}

const clouds: readonly CloudProvider[] = ["aws", "azure", "gcp"];

let parsed: readonly CloudInstance[] | undefined;

/** Every instance: those of Cloud Carbon Footprint, corrected, then those that its list lacks. Parsed when first asked for. */
export function cloudInstances(): readonly CloudInstance[] {
  parsed ??= [
    ...clouds.flatMap((provider) => {
      const instances = [...listedCloud(provider).instances.values()].map((instance) => corrected(provider, instance));
      // What has no memory then is a plan of a service on its bill (`P1 v2`, `2 vCore`), and no machine that one can name.
      return instances
        .map((instance) => unconstrained(instance, instances))
        .filter(({ memory }) => memory !== undefined);
    }),
    ...providers.rows.map(rowOf),
  ];
  return parsed;
}

type Correction = (typeof providers.corrections)[number];

/** A name that ends in a sign that no instance's name ends in means all names that begin with it. */
function means(named: string, key: string): boolean {
  return named === key || (/[.-]$|FX$/u.test(named) && key.startsWith(named));
}

function corrected(provider: CloudProvider, listedInstance: Instance): CloudInstance {
  // Pages put a footnote's number or a tab behind some names.
  const name = listedInstance.name.replace(/ 1$/u, "").trim();
  const of = providers.corrections.filter(({ names }) =>
    names.some((named) => means(named, `${provider}:${listedInstance.name}`)),
  );
  const base: CloudInstance = {
    ...listedInstance,
    ...(provider === "gcp" ? googleMemory(listedInstance) : {}),
    name,
    provider,
    key: keyOf(provider, name),
    isListed: true,
    corrections: of.map((one) => ({ fields: Object.keys(one), why: one.why })),
  };
  return of.reduce(withCorrection, base);
}

/**
 * A size of Azure with fewer vCPUs than its memory and drives are made for, `E16-4s v3`: it takes of the server what `E16s v3` takes.
 * The list has no memory of it, and as its server that part alone.
 */
function unconstrained(instance: CloudInstance, all: readonly CloudInstance[]): CloudInstance {
  const full = instance.name.replace(/(?<=^[A-Z]+[a-z]?\d+)-\d+/u, "").toLowerCase();
  const whole = all.find(({ name }) => name.toLowerCase() === full);
  if (whole === undefined || whole === instance) return instance;
  const { memory, largestMemory, serverCarbon, processors } = whole;
  const why = `It uses the same share of its server as ${whole.name}, with fewer vCPUs. The source assumes a smaller server.`;
  return {
    ...instance,
    memory,
    largestMemory,
    serverCarbon,
    processors,
    largestVcpus: (whole.largestVcpus * instance.vcpus) / whole.vcpus,
    corrections: [{ fields: ["memory", "largestMemory", "largestVcpus", "serverCarbon"], why }],
  };
}

function withCorrection(instance: CloudInstance, correction: Correction): CloudInstance {
  const { memory, largestMemory, serverCarbon, processors, accelerators, accelerator, baselinePercent } = correction;
  return {
    ...instance,
    memory: memory ?? instance.memory,
    largestMemory: largestMemory ?? instance.largestMemory,
    // A footprint that leaves something out is as good as none.
    serverCarbon: serverCarbon === null ? undefined : (serverCarbon ?? instance.serverCarbon),
    processors: processors === undefined ? instance.processors : namesIn(processors),
    accelerators: accelerators ?? instance.accelerators,
    accelerator: accelerator ?? instance.accelerator,
    baselinePercent: baselinePercent ?? instance.baselinePercent,
  };
}

/** Largest machine of the servers beneath machines that are not called after it. */
const googleHosts: Readonly<Record<string, string>> = {
  "a2-highgpu": "a2-highgpu-8g",
  "a2-megagpu": "a2-megagpu-16g",
  e2: "e2-standard-32",
  f1: "n1-standard-96",
  g1: "n1-standard-96",
  "m1-ultramem": "m1-ultramem-160",
  "m2-ultramem": "m2-ultramem-416",
};

/** Google's sizes are vCPUs and memory in fixed shares but for the largest and the smallest; the list has no memory of them. */
function googleMemory({ name, largestVcpus }: Instance): Pick<Instance, "memory" | "largestMemory"> {
  const series = name.slice(0, name.lastIndexOf("-"));
  return {
    memory: memoryOfGoogle(name),
    largestMemory: memoryOfGoogle(googleHosts[series] ?? `${series}-${largestVcpus}`),
  };
}

function memoryOfGoogle(size: string): number | undefined {
  const own: Readonly<Record<string, number>> = providers.googleMemory;
  const perVcpu: Readonly<Record<string, number>> = providers.googleMemoryPerVcpu;
  const [, series = "", vcpus = ""] = /^(.+)-(\d+)$/u.exec(size) ?? [];
  const share = perVcpu[series];
  return own[size] ?? (share === undefined ? undefined : Number(vcpus) * share);
}

function rowOf(row: string): CloudInstance {
  const [named = "", vcpus, memory, largestVcpus, largestMemory, processors = "", accelerators, accelerator = ""] =
    row.split("|");
  const provider = clouds.find((one) => named.startsWith(`${one}:`)) ?? "aws";
  const name = named.slice(provider.length + 1);
  return {
    name,
    vcpus: Number(vcpus),
    memory: numberIn(memory),
    largestVcpus: Number(largestVcpus),
    largestMemory: numberIn(largestMemory),
    serverCarbon: undefined,
    processors: namesIn(processors),
    accelerators: numberIn(accelerators) ?? 0,
    accelerator,
    baselinePercent: undefined,
    provider,
    key: keyOf(provider, name),
    isListed: false,
    corrections: [],
  };
}

/** `Standard_D4s_v3` of `D4s v3`; the bare metal for SAP HANA (`S96`) is called by its name alone. */
function keyOf(provider: CloudProvider, name: string): string {
  if (provider !== "azure" || /^S\d/u.test(name)) return `${provider}:${name}`;
  const spelt = name.replace(/^Ds(?=\d)/u, "DS").replace(/^(B\d+)(Ls|Ms)$/u, (_, size: string, end: string) => {
    return `${size}${end.toLowerCase()}`;
  });
  return `azure:Standard_${spelt.replaceAll(" ", "_")}`;
}

const listedTables = {
  aws: { name: "cloud-carbon-footprint-0.15.0", year: 2023 },
  azure: { name: "cloud-carbon-footprint-1.8.0", year: 2023 },
  gcp: { name: "cloud-carbon-footprint-b7a049c7", year: 2024 },
} as const;

/** Table and year of an instance's figures, which are parts of their ids. */
export function tableOf({ isListed, provider }: CloudInstance): { readonly name: string; readonly year: number } {
  return isListed ? listedTables[provider] : { name: "providers-2026", year: 2026 };
}

const powerTables = new Map<CloudProvider, PowerTable>();

/** Power of a cloud's processors and accelerators: as listed, and of those that the list lacks. */
export function powerTable(provider: CloudProvider): PowerTable {
  const held = powerTables.get(provider);
  if (held !== undefined) return held;
  const { power, unknownPower } = listedCloud(provider);
  const { processors, accelerators, googleMemory: memories } = providers.power;
  const known = new Map([...[...processors, ...accelerators].map(powerEntry), ...power]);
  if (provider === "gcp") {
    for (const row of memories) {
      const [name = "", memory] = row.split("|");
      const one = known.get(name);
      if (one !== undefined) known.set(name, { ...one, memory: Number(memory) });
    }
  }
  const table = {
    power: known,
    // Google's list has no memory of its mean: that of AWS's, whose processors are the same.
    unknownPower: { ...unknownPower, memory: unknownPower.memory ?? providers.power.googleUnknownMemory },
  };
  powerTables.set(provider, table);
  return table;
}
