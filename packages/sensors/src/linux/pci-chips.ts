import type { Host } from "../host/host.ts";
import { findHwmonChips } from "./hwmon-chips.ts";
import type { HwmonChip } from "./hwmon-chips.ts";
import { normalisePciAddress } from "./pci-address.ts";

/** A monitoring chip of a PCI device. */
export interface PciChip extends HwmonChip {
  readonly pciAddress: string;
}

/** Chips of these names that belong to PCI devices, one for each device: partitions of a board repeat the board's own. */
export function findPciChips(host: Host, chipNames: readonly string[]): readonly PciChip[] {
  const found = new Map<string, PciChip>();
  for (const chip of findHwmonChips(host, chipNames)) {
    const pciAddress = pciAddressIn(host.readText(`/sys/class/hwmon/${chip.name}/device/uevent`));
    if (pciAddress !== undefined && !found.has(pciAddress)) found.set(pciAddress, { ...chip, pciAddress });
  }
  return [...found.values()].toSorted((a, b) => (a.pciAddress < b.pciAddress ? -1 : 1));
}

/** Addresses of the graphics cards that the kernel driver of this name drives. */
export function findCards(host: Host, driver: string): readonly string[] {
  const events = host
    .listDirectory("/sys/class/drm")
    .filter((name) => /^card\d+$/.test(name))
    .map((name) => host.readText(`/sys/class/drm/${name}/device/uevent`) ?? "")
    .filter((text) => new RegExp(`^DRIVER=${driver}$`, "m").test(text));
  return [...new Set(events.flatMap((text) => pciAddressIn(text) ?? []))].toSorted();
}

/** Folder of the PCI device of a graphics card. Undefined if no card has this address. */
export function cardFolder(host: Host, pciAddress: string): string | undefined {
  return host
    .listDirectory("/sys/class/drm")
    .filter((name) => /^card\d+$/.test(name))
    .map((name) => `/sys/class/drm/${name}/device`)
    .find((folder) => pciAddressIn(host.readText(`${folder}/uevent`)) === pciAddress);
}

/** For each PCI device, how many tiles have a chip of their own, named by the driver, `gt` and a number. */
export function countTiles(host: Host, driver: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of findHwmonChips(
    host,
    Array.from({ length: 8 }, (_, tile) => `${driver}_gt${tile}`),
  )) {
    const address = pciAddressIn(host.readText(`/sys/class/hwmon/${name}/device/uevent`));
    if (address !== undefined) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return counts;
}

function pciAddressIn(uevent: string | undefined): string | undefined {
  return normalisePciAddress(/^PCI_SLOT_NAME=(.+)$/m.exec(uevent ?? "")?.[1] ?? "");
}
