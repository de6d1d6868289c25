import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";

/** Facts about the visible processors, from /proc/cpuinfo or, on other platforms, from the operating system. */
export interface ProcessorFacts {
  /** Name as the maker prints it: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz". Absent on most ARM kernels. */
  readonly modelName?: string;
  readonly vendor: "intel" | "amd" | "other";
  /** x86 family and model numbers. Only they identify a generation reliably. */
  readonly family?: number;
  readonly model?: number;
  readonly logicalProcessors: number;
  /** Sockets, as distinct physical ids; 1 if the kernel does not report them. */
  readonly packages: number;
  /** True if the flag is set by which x86 hypervisors identify themselves to guests. False elsewhere means nothing. */
  readonly hypervisorFlag: boolean;
}

/** Reads {@link ProcessorFacts}. An unknown machine has zero logical processors: we do not guess. */
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
    ...defined({ modelName }),
    vendor: vendorId === "GenuineIntel" ? "intel" : vendorId === "AuthenticAMD" ? "amd" : "other",
    ...defined({ family, model }),
    logicalProcessors: [...text.matchAll(/^processor\s*:/gm)].length,
    packages: Math.max(1, new Set([...text.matchAll(/^physical id\s*:\s*(\d+)/gm)].map((match) => match[1])).size),
    hypervisorFlag: flags.split(" ").includes("hypervisor"),
  };
}

/** First value of a field. The names contain no special characters of a pattern. */
function field(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim();
  return value === "" ? undefined : value;
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
