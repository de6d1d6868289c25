import type { Host } from "../host/host.ts";

/** Drives that are installed in a machine. */
export interface Drives {
  readonly solidState: number;
  readonly rotating: number;
}

const root = "/sys/block";

/**
 * Drives from the kernel's list of block devices: drives with hardware of their own that are not removable. Devices made of
 * others (partitions, RAID, logical volumes, loops) are not counted again. If a RAID controller hides its drives, the
 * volumes that it shows are counted. Undefined if the machine has no such list.
 */
export function readDrives(host: Host): Drives | undefined {
  const names = host.listDirectory(root);
  if (names.length === 0) return undefined;
  const drives = names.filter((name) => isDrive(host, name));
  const rotating = drives.filter((name) => attribute(host, name, "queue/rotational") === "1").length;
  return { solidState: drives.length - rotating, rotating };
}

function isDrive(host: Host, name: string): boolean {
  // A network block device also has the device folder. Paths of NVMe multipath (nvme0c0n1) belong to a drive that is listed.
  if (/^(loop|ram|zram|dm-|md|sr|fd|nbd|rbd|drbd)/.test(name) || /^nvme\d+c\d+n\d+$/.test(name)) return false;
  if (host.listDirectory(`${root}/${name}/device`).length === 0) return false;
  return attribute(host, name, "removable") !== "1" && Number(attribute(host, name, "size")) > 0;
}

function attribute(host: Host, name: string, path: string): string | undefined {
  return host.readText(`${root}/${name}/${path}`)?.trim();
}
