import type { Host } from "../host/host.ts";
import { normalisePciAddress } from "../linux/pci-address.ts";

/** A device that the kernel lists to ROCm's runtime, in the runtime's order. Partitions of one board have one address. */
export interface TopologyNode {
  readonly pciAddress: string;
  /** MB/s of the direct links (XGMI) to other devices, by their address. The kernel reports it for MI200 and later. */
  readonly linkMegabytesPerSecond: ReadonlyMap<string, number>;
}

const topology = "/sys/class/kfd/kfd/topology/nodes";
const xgmi = 11;

/** The devices in the order of ROCm's runtime. Empty if the kernel has no list. `known` are the addresses of the boards. */
export function topologyNodes(host: Host, known: readonly string[]): readonly TopologyNode[] {
  const listed = host
    .listDirectory(topology)
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap((node) => {
      const property = properties(host, `${topology}/${node}/properties`);
      // A processor is a node too, but it has no GPU compute units (SIMDs).
      if (!((property("simd_count") ?? 0) > 0)) return [];
      const pciAddress = addressOf(property("domain") ?? 0, property("location_id"), known);
      return pciAddress === undefined ? [] : [{ node, pciAddress }];
    });
  const byNode = new Map(listed.map(({ node, pciAddress }) => [Number(node), pciAddress]));
  return listed.map(({ node, pciAddress }) => ({
    pciAddress,
    linkMegabytesPerSecond: new Map(
      host.listDirectory(`${topology}/${node}/io_links`).flatMap((link): readonly (readonly [string, number])[] => {
        const property = properties(host, `${topology}/${node}/io_links/${link}/properties`);
        const to = byNode.get(property("node_to") ?? -1);
        const speed = property("max_bandwidth") ?? 0;
        return property("type") === xgmi && to !== undefined && speed > 0 ? [[to, speed]] : [];
      }),
    ),
  }));
}

function properties(host: Host, path: string): (name: string) => number | undefined {
  const text = host.readText(path) ?? "";
  return (name) => {
    const value = new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
}

/**
 * Bus, device and function in one number: five bits for the device, three for the function. On a partitioned board the kernel
 * puts the number of the partition where the function is (kfd_topology.c); the board's own function is then 0.
 */
function addressOf(domain: number, location: number | undefined, known: readonly string[]): string | undefined {
  if (location === undefined) return undefined;
  const device = `${hex(domain, 4)}:${hex((location >> 8) & 0xff, 2)}:${hex((location >> 3) & 0x1f, 2)}`;
  const own = normalisePciAddress(`${device}.${location & 7}`);
  const board = normalisePciAddress(`${device}.0`);
  return own !== undefined && !known.includes(own) && board !== undefined && known.includes(board) ? board : own;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
