import type { Host } from "../host/host.ts";

/** Drives that are installed in a machine. */
export interface Drives {
  readonly solidState: number;
  readonly rotating: number;
}

const root = "/sys/block";

/**
 * Drives by the kernel's list of block devices: those with hardware of their own, and none that can be pulled out. What is
 * made of others (partitions, RAID, logical volumes, loops) is not counted again; a RAID controller that hides its
 * drives counts as the volumes that it shows. Undefined where there is no such list.
 */
export function readDrives(host: Host): Drives | undefined {
  const names = host.listDirectory(root);
  if (names.length === 0) return undefined;
  const drives = names.filter((name) => isDrive(host, name));
  const rotating = drives.filter((name) => attribute(host, name, "queue/rotational") === "1").length;
  return { solidState: drives.length - rotating, rotating };
}

function isDrive(host: Host, name: string): boolean {
  // Network block devices have the folder of a device too; paths of NVMe multipath (nvme0c0n1) are of a drive that is listed.
  if (/^(loop|ram|zram|dm-|md|sr|fd|nbd|rbd|drbd)/.test(name) || /^nvme\d+c\d+n\d+$/.test(name)) return false;
  if (host.listDirectory(`${root}/${name}/device`).length === 0) return false;
  return attribute(host, name, "removable") !== "1" && Number(attribute(host, name, "size")) > 0;
}

function attribute(host: Host, name: string, path: string): string | undefined {
  return host.readText(`${root}/${name}/${path}`)?.trim();
}
