import type { Host } from "../host/host.ts";

/** What /proc/cpuinfo (or the operating system, where there is none) says of the processors that this machine sees. */
export interface ProcessorFacts {
  /** Name as printed by the maker: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz". Absent on most ARM kernels. */
  readonly modelName?: string;
  readonly vendor: "intel" | "amd" | "other";
  /** x86 family and model numbers, the only reliable names of a generation. */
  readonly family?: number;
  readonly model?: number;
  readonly logicalProcessors: number;
  /** Sockets, as distinct physical ids; 1 where the kernel does not say. */
  readonly packages: number;
  /** The flag by which x86 hypervisors tell their guests. False elsewhere means nothing. */
  readonly hypervisorFlag: boolean;
}

/** Reads {@link ProcessorFacts}; an unknown machine has zero logical processors rather than a guess. */
export function readProcessorFacts(host: Host): ProcessorFacts {
  const text = host.readText("/proc/cpuinfo");
  if (text !== undefined) return parseCpuinfo(text);
  const facts = host.systemFacts?.();
  return {
    ...(facts !== undefined && facts.processorModel !== "" ? { modelName: facts.processorModel } : {}),
    vendor: facts?.processorModel.startsWith("Intel") === true ? "intel" : "other",
    logicalProcessors: facts?.logicalProcessors ?? 0,
    packages: 1,
    hypervisorFlag: false,
  };
}

function parseCpuinfo(text: string): ProcessorFacts {
  const modelName = field(text, "model name");
  const family = integer(field(text, "cpu family"));
  const model = integer(field(text, "model"));
  const vendorId = field(text, "vendor_id");
  const flags = field(text, "flags") ?? "";
  return {
    ...(modelName === undefined ? {} : { modelName }),
    vendor: vendorId === "GenuineIntel" ? "intel" : vendorId === "AuthenticAMD" ? "amd" : "other",
    ...(family === undefined ? {} : { family }),
    ...(model === undefined ? {} : { model }),
    logicalProcessors: [...text.matchAll(/^processor\s*:/gm)].length,
    packages: Math.max(1, new Set([...text.matchAll(/^physical id\s*:\s*(\d+)/gm)].map((match) => match[1])).size),
    hypervisorFlag: flags.split(" ").includes("hypervisor"),
  };
}

/** First value of a field; the names hold no characters that mean something in a pattern. */
function field(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim();
  return value === "" ? undefined : value;
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
