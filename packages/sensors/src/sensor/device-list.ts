import type { Accelerator, AcceleratorInstance } from "./accelerator.ts";

/** The devices that the list in a variable names, in its order. */
export interface NamedDevices {
  readonly devices: readonly Accelerator[];
  /** Ids of the named instances, if the list names only parts of boards. */
  readonly instances: readonly string[];
  /** Whether at least one entry was a number. */
  readonly byIndex: boolean;
  /** An instance of a board that is not known here, on a machine that reports no instances. */
  readonly unknownInstance?: string;
}

/** Entries of a list: `0,2`, `GPU-6fd2,MIG-77aa`, or `0-3` as Slurm may write it. */
export function entriesOf(value: string): readonly string[] {
  return value.split(",").flatMap((text) => {
    const entry = text.trim();
    const [, from, to] = /^(\d{1,4})-(\d{1,4})$/.exec(entry) ?? [];
    if (from === undefined || to === undefined || Number(to) < Number(from)) return [entry];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => String(Number(from) + index));
  });
}

/** The devices that a list names. As in the runtimes, the list ends at its first invalid entry: `0,-1,1` is 0 alone. */
export function namedDevices(value: string, numbered: readonly Accelerator[]): NamedDevices {
  const devices: Accelerator[] = [];
  const instances: string[] = [];
  let byIndex = false;
  for (const entry of entriesOf(value)) {
    const found = findDevice(entry, numbered);
    if (found === undefined) {
      const isUnknown = entry.startsWith("MIG-") && numbered.every((board) => board.instances === undefined);
      return { devices, instances, byIndex, ...(isUnknown ? { unknownInstance: entry } : {}) };
    }
    byIndex ||= /^\d/.test(entry);
    if (!devices.includes(found.device)) devices.push(found.device);
    if (found.instance !== undefined) instances.push(found.instance);
  }
  return { devices, instances, byIndex };
}

interface FoundDevice {
  readonly device: Accelerator;
  /** Id of the named instance. */
  readonly instance?: string;
}

function findDevice(entry: string, numbered: readonly Accelerator[]): FoundDevice | undefined {
  if (/^\d+$/.test(entry)) {
    const device = numbered[Number(entry)];
    return device === undefined ? undefined : { device };
  }
  const part = /^(\d+)[:.](\d+)$/.exec(entry);
  if (part !== null) return partOf(numbered[Number(part[1])], (_, index) => index === Number(part[2]));
  // The older name of an instance: MIG-GPU-<uuid of the board>/<GPU instance>/<compute instance>.
  const older = /^MIG-(GPU-[^/]+)\/(\d+)\/(\d+)$/.exec(entry);
  if (older !== null) {
    return partOf(
      numbered.find(({ uuid }) => uuid === older[1]),
      ({ gpuInstance, computeInstance }) => gpuInstance === Number(older[2]) && computeInstance === Number(older[3]),
      entry,
    );
  }
  if (entry.startsWith("MIG-")) {
    const device = numbered.find(({ instances }) => instances?.some(({ uuid }) => uuid === entry));
    return device === undefined ? undefined : { device, instance: entry };
  }
  if (!entry.startsWith("GPU-")) return undefined;
  // A UUID may be shortened if it still identifies one board.
  const matching = numbered.filter(({ uuid }) => uuid?.toLowerCase().startsWith(entry.toLowerCase()));
  const [device] = matching;
  return device === undefined || matching.length > 1 ? undefined : { device };
}

/** A part of a board. If the board has no such part, the name means the whole board. */
function partOf(
  device: Accelerator | undefined,
  isMeant: (instance: AcceleratorInstance, index: number) => boolean,
  otherwise?: string,
): FoundDevice | undefined {
  if (device === undefined) return undefined;
  const instance = device.instances?.find(isMeant)?.uuid ?? otherwise;
  return instance === undefined ? { device } : { device, instance };
}
