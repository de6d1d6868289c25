import { defined } from "@wattledger/core/defined";
import type { AcceleratorUse } from "../sensor/accelerator.ts";
import type { NvmlDevice } from "./nvml-device.ts";
import type { Nvml } from "./nvml-library.ts";

/** Asks a board which processes use it, and remembers the time of the last answer. */
export function openNvmlUses(nvml: Nvml, { handle, accelerator }: NvmlDevice): () => readonly AcceleratorUse[] {
  let seenMicroseconds = 0n;
  return () => {
    const busy = new Map<number, number>();
    const samples = nvml.list("nvmlDeviceGetProcessUtilization", handle, sampleBytes, seenMicroseconds);
    const moments = new Set<bigint>();
    for (const sample of samples.ok ? samples.value : []) {
      // nvmlProcessUtilizationSample_t: pid at 0, time at 8, percent of time with a kernel running at 16.
      const [pid, moment, percent] = [
        sample.getUint32(0, true),
        sample.getBigUint64(8, true),
        sample.getUint32(16, true),
      ];
      if (pid === 0 || moment <= seenMicroseconds || percent > 100) continue;
      moments.add(moment);
      busy.set(pid, (busy.get(pid) ?? 0) + percent / 100);
    }
    for (const moment of moments) if (moment > seenMicroseconds) seenMicroseconds = moment;
    const memory = memoryByProcess(nvml, handle);
    const pids = [...new Set([...busy.keys(), ...memory.keys()])].toSorted((a, b) => a - b);
    return pids.map((pid): AcceleratorUse => {
      const memoryBytes = memory.get(pid);
      // If any process was sampled, a running process without a sample did nothing.
      const busyShare = moments.size === 0 ? undefined : Math.min(1, (busy.get(pid) ?? 0) / moments.size);
      return {
        channel: accelerator.channel,
        pid,
        ...defined({ busyShare, memoryBytes }),
      };
    });
  };
}

const sampleBytes = 32;
const processBytes = 24;
const notAvailable = 2n ** 64n - 1n;

/** Processes with a context on the board. Undefined memory means that it is not reported. */
function memoryByProcess(nvml: Nvml, handle: bigint): ReadonlyMap<number, number | undefined> {
  const found = new Map<number, number | undefined>();
  const processes = nvml.list("nvmlDeviceGetComputeRunningProcesses_v3", handle, processBytes);
  for (const one of processes.ok ? processes.value : []) {
    // nvmlProcessInfo_t: pid at 0, memory in bytes at 8; all ones is "not available".
    const bytes = one.getBigUint64(8, true);
    found.set(one.getUint32(0, true), bytes === notAvailable ? undefined : Number(bytes));
  }
  return found;
}
