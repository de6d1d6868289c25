import type { Host } from "../host/host.ts";
import { cardFolder } from "../linux/pci-chips.ts";
import { topologyNodes } from "./kernel-topology.ts";

/** Two devices of one board, of which one shows the power of both, such as the two dies of an MI250. */
export interface SharedBoard {
  /** PCI address of the device that shows the board's power. */
  readonly shows: string;
  /** PCI address of the device that shows none. */
  readonly silent: string;
  /** How the two were found to be of one board. */
  readonly basis: "links" | "order";
}

/** What a device shows of its power. `none`: the figure exists and is 0 or "not available", although the device is on. */
export type ShownPower = "some" | "none" | "unknown";

/**
 * Boards of which one device shows the power of two. On MI200 "valid power data is available only from primary die", and the
 * driver shows 0 for the other (aldebaran_ppt.c of Linux). No file names the first die of a second one. Two sources tell, the
 * better first: the kernel's list of links, because dies of one board have the most links; else the order of the addresses, if
 * devices with and without power alternate there. A device that is not paired is not part of any shared board.
 */
export function findSharedBoards(
  host: Host,
  addresses: readonly string[],
  shown: (pciAddress: string) => ShownPower,
): readonly SharedBoard[] {
  const silent = addresses.filter((one) => shown(one) === "none").toSorted();
  if (silent.length === 0) return [];
  const model = new Map(addresses.map((one) => [one, modelOf(host, one)]));
  const mates = (one: string): readonly string[] =>
    addresses.filter((other) => shown(other) === "some" && model.get(other) === model.get(one));
  return byLinks(host, addresses, silent, mates) ?? byOrder(addresses, silent, mates);
}

function byLinks(
  host: Host,
  addresses: readonly string[],
  silent: readonly string[],
  mates: (one: string) => readonly string[],
): readonly SharedBoard[] | undefined {
  const nodes = new Map(topologyNodes(host, addresses).map((node) => [node.pciAddress, node.linkMegabytesPerSecond]));
  const found: SharedBoard[] = [];
  for (const one of silent) {
    const speeds = nodes.get(one);
    const [first, second] = mates(one)
      .map((mate) => ({ mate, speed: speeds?.get(mate) ?? 0 }))
      .toSorted((a, b) => b.speed - a.speed);
    if (first === undefined || first.speed === 0 || first.speed === second?.speed) return undefined;
    found.push({ shows: first.mate, silent: one, basis: "links" });
  }
  const isEachOnce = new Set(found.map(({ shows }) => shows)).size === found.length;
  return isEachOnce ? found : undefined;
}

function byOrder(
  addresses: readonly string[],
  silent: readonly string[],
  mates: (one: string) => readonly string[],
): readonly SharedBoard[] {
  const found = new Map<string, SharedBoard>();
  for (const one of silent) {
    const powered = mates(one);
    const alike = addresses
      .filter((other) => powered.includes(other) || sameMates(mates, other, one, silent))
      .toSorted();
    if (alike.length !== 2 * powered.length) continue;
    const at = alike.indexOf(one);
    const shows = alike[at % 2 === 0 ? at + 1 : at - 1];
    if (shows !== undefined && powered.includes(shows)) found.set(one, { shows, silent: one, basis: "order" });
  }
  return [...found.values()];
}

function sameMates(
  mates: (one: string) => readonly string[],
  other: string,
  one: string,
  silent: readonly string[],
): boolean {
  return silent.includes(other) && mates(other).join() === mates(one).join();
}

function modelOf(host: Host, pciAddress: string): string | undefined {
  const folder = cardFolder(host, pciAddress);
  return folder === undefined ? undefined : /^PCI_ID=(.+)$/m.exec(host.readText(`${folder}/uevent`) ?? "")?.[1];
}
