import { defined } from "@wattledger/core/defined";
import { readDrives, readMemoryModules, readProcessorFacts } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import type { Chassis, ContainerLimits, MachineFacts } from "../record/machine-facts.ts";
import { readControlGroupLimits } from "./control-group-limits.ts";

/** Reads {@link MachineFacts} from some tens of small files. Not needed before a command starts. */
export function readMachineFacts(host: Host): MachineFacts {
  const processor = readProcessorFacts(host);
  const memoryBytes = installedMemory(host);
  const memoryModules = readMemoryModules(host);
  const drives = readDrives(host);
  const virtualised = readVirtualised(host, processor.hypervisorFlag);
  const container = readContainer(host, {
    logicalProcessors: processor.logicalProcessors,
    ...defined({ memoryBytes }),
  });
  return {
    platform: host.platform,
    architecture: host.architecture,
    ...defined({ processorModel: processor.modelName }),
    processorPackages: processor.packages,
    logicalProcessors: processor.logicalProcessors,
    ...defined({ memoryBytes, memoryModules, drives, virtualised }),
    chassis: readChassis(host, virtualised ?? false),
    ...defined({ container }),
  };
}

function installedMemory(host: Host): number | undefined {
  const kibibytes = /^MemTotal: +(\d+) kB$/m.exec(host.readText("/proc/meminfo") ?? "")?.[1];
  return kibibytes === undefined ? host.systemFacts?.().memoryBytes : Number(kibibytes) * 1024;
}

const dmi = "/sys/class/dmi/id";

/** Makers that only virtual machines name. Amazon and Google also name their physical machines, so they are not in the list. */
const virtualMakers = /QEMU|VMware|innotek|VirtualBox|Xen|Bochs|KVM|Parallels|OpenStack|Nutanix|Red Hat/i;
const virtualProducts = /Virtual Machine|VirtualBox|VMware|KVM|Standard PC|HVM domU|Google Compute Engine/i;

function readVirtualised(host: Host, hypervisorFlag: boolean): boolean | undefined {
  if (hypervisorFlag) return true;
  const maker = host.readText(`${dmi}/sys_vendor`);
  const product = host.readText(`${dmi}/product_name`);
  if (virtualMakers.test(maker ?? "") || virtualProducts.test(product ?? "")) return true;
  if (host.readText("/sys/hypervisor/type") !== undefined) return true;
  // x86 hypervisors set the flag, so its absence is evidence there. Elsewhere only firmware that names a maker is evidence.
  return host.platform === "linux" && (host.architecture === "x64" || maker !== undefined) ? false : undefined;
}

/** Numbers of System Management BIOS, DSP0134, table "System enclosure or chassis types". */
const chassisByNumber: Readonly<Record<Exclude<Chassis, "unknown">, readonly number[]>> = {
  laptop: [8, 9, 10, 11, 14, 30, 31, 32],
  desktop: [3, 4, 5, 6, 7, 13, 15, 16, 24, 35, 36],
  server: [17, 23, 25, 28, 29],
};

function readChassis(host: Host, virtualised: boolean): Chassis {
  // A hypervisor invents its firmware.
  if (virtualised) return "unknown";
  const number = Number(host.readText(`${dmi}/chassis_type`)?.trim());
  if (chassisByNumber.laptop.includes(number)) return "laptop";
  if (chassisByNumber.desktop.includes(number)) return "desktop";
  if (chassisByNumber.server.includes(number)) return "server";
  return host.listDirectory("/sys/class/power_supply").some((name) => /^BAT\d/.test(name)) ? "laptop" : "unknown";
}

/** Limits of the container, or of a control group outside one. Undefined if there is neither. */
function readContainer(host: Host, machine: Parameters<typeof readControlGroupLimits>[1]): ContainerLimits | undefined {
  const limits = readControlGroupLimits(host, machine);
  const isContainer =
    host.readText("/.dockerenv") !== undefined ||
    host.readText("/run/.containerenv") !== undefined ||
    // The root of all groups has no limit: a limit at the top shows that a namespace hides the real root.
    host.readText("/sys/fs/cgroup/cpu.max") !== undefined ||
    /\/(docker|kubepods|libpod|containerd|lxc|ecs)\b/.test(
      `${host.readText("/proc/1/cgroup") ?? ""}${host.readText("/proc/self/cgroup") ?? ""}`,
    );
  if (isContainer) return limits;
  return Object.keys(limits).length === 0 ? undefined : { ...limits, kind: "control-group" };
}
