import type { Host } from "../host/host.ts";

/** A board in the list of NVIDIA's kernel driver, which needs no library. */
export interface NvidiaBoard {
  /** `0000:1b:00.0`. */
  readonly pciAddress: string;
  /** `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  /** `GPU-…`. Absent while the driver has not started the board. */
  readonly uuid?: string;
}

/** The visible state of NVIDIA's kernel driver. */
export type NvidiaDriver =
  /** `reason` says how we know. */
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "loaded"; readonly boards: readonly NvidiaBoard[] };

const folder = "/proc/driver/nvidia";
const wslFolder = "/usr/lib/wsl/lib";

/** Looks for the driver in one or two files, so that machines without it lose no time. */
export function findNvidiaDriver(host: Host): NvidiaDriver {
  if (host.platform !== "linux") {
    return { state: "absent", reason: "Wattledger reads NVIDIA boards on Linux only, and this is not Linux" };
  }
  if (host.readText(`${folder}/version`) === undefined) {
    // Windows Subsystem for Linux has the library but no /proc/driver/nvidia.
    return host.listDirectory(wslFolder).includes("libnvidia-ml.so.1")
      ? { state: "loaded", boards: [] }
      : { state: "absent", reason: `the NVIDIA driver is not loaded (${folder} does not exist)` };
  }
  const boards = host.listDirectory(`${folder}/gpus`).map((name) => boardOf(host, name));
  // Every container sees the machine's driver in /proc. Only a container with boards has the device files.
  if (!host.listDirectory("/dev").includes("nvidiactl")) {
    return {
      state: "absent",
      reason: "NVIDIA's driver is loaded, but this container has no board (/dev/nvidiactl does not exist)",
    };
  }
  return { state: "loaded", boards };
}

function boardOf(host: Host, pciAddress: string): NvidiaBoard {
  const text = host.readText(`${folder}/gpus/${pciAddress}/information`) ?? "";
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.+?)\\s*$`, "m").exec(text)?.[1];
  const uuid = field("GPU UUID");
  return {
    pciAddress: pciAddress.toLowerCase(),
    name: field("Model") ?? "NVIDIA GPU",
    // Until the first client opens the board, the driver shows question marks.
    ...(uuid === undefined || uuid.includes("?") ? {} : { uuid }),
  };
}
