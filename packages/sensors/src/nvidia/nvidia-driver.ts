import type { Host } from "../host/host.ts";

/** A board as NVIDIA's kernel driver lists it, without any library. */
export interface NvidiaBoard {
  /** `0000:1b:00.0`. */
  readonly pciAddress: string;
  /** `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  /** `GPU-…`; absent while the driver has not started the board. */
  readonly uuid?: string;
}

/** What can be seen of NVIDIA's kernel driver. */
export type NvidiaDriver =
  /** `reason` says how one knows. */
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "loaded"; readonly boards: readonly NvidiaBoard[] };

const folder = "/proc/driver/nvidia";
const wslFolder = "/usr/lib/wsl/lib";

/** Looks for the driver by one or two files, so that machines without it lose no time. */
export function findNvidiaDriver(host: Host): NvidiaDriver {
  if (host.platform !== "linux") {
    return { state: "absent", reason: "NVIDIA boards are read on Linux only, and this is not Linux" };
  }
  if (host.readText(`${folder}/version`) === undefined) {
    // Windows' Subsystem for Linux has the library and no /proc/driver/nvidia.
    return host.listDirectory(wslFolder).includes("libnvidia-ml.so.1")
      ? { state: "loaded", boards: [] }
      : { state: "absent", reason: `no NVIDIA driver is loaded (${folder} is not there)` };
  }
  const boards = host.listDirectory(`${folder}/gpus`).map((name) => boardOf(host, name));
  // /proc shows the machine's driver in every container; the device files are there where boards were given to it.
  if (!host.listDirectory("/dev").includes("nvidiactl")) {
    return {
      state: "absent",
      reason: "NVIDIA's driver is loaded, but no board was given to this container (/dev/nvidiactl is not there)",
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
    // Before its first client the driver shows question marks.
    ...(uuid === undefined || uuid.includes("?") ? {} : { uuid }),
  };
}
