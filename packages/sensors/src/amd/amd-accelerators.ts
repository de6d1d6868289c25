import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import { cardFolder } from "../linux/pci-chips.ts";
import type { Accelerator, AcceleratorInstance } from "../sensor/accelerator.ts";
import { topologyNodes } from "./kernel-topology.ts";
import type { SharedBoard } from "./shared-boards.ts";

/**
 * AMD boards by their PCI addresses, as attribution needs them. `sensorId` names the sensor that has their channels. The
 * runtime numbers each die of a shared board, and each partition of a partitioned one, so these are the board's instances.
 */
export function amdAccelerators(
  host: Host,
  sensorId: string,
  addresses: readonly string[],
  shared: readonly SharedBoard[] = [],
): readonly Accelerator[] {
  const order = topologyNodes(host, addresses).map(({ pciAddress }) => pciAddress);
  const silent = new Set(shared.map((board) => board.silent));
  return addresses
    .filter((one) => !silent.has(one))
    .toSorted()
    .map((pciAddress): Accelerator => {
      const indices = order.flatMap((one, index) => (one === pciAddress ? [index] : []));
      const second = shared.find(({ shows }) => shows === pciAddress);
      const [runtimeIndex] = indices;
      const board = {
        channel: `${sensorId}/${pciAddress}`,
        vendor: "amd",
        name: readOf(host, pciAddress, "product_name") ?? "AMD GPU",
        pciAddress,
        ...defined({ uuid: uuidOf(host, pciAddress), runtimeIndex }),
      } as const;
      if (second !== undefined) {
        const dies = [pciAddress, second.silent].toSorted().map((die, index) => dieOf(host, die, index, order));
        return { ...board, instances: dies, instancesAre: "dies" };
      }
      if (indices.length < 2) return board;
      return { ...board, instances: indices.map(partitionOf(pciAddress)), instancesAre: "partitions" };
    });
}

function dieOf(host: Host, pciAddress: string, index: number, order: readonly string[]): AcceleratorInstance {
  const runtimeIndex = order.indexOf(pciAddress);
  return {
    uuid: uuidOf(host, pciAddress) ?? pciAddress,
    gpuInstance: index,
    computeInstance: 0,
    ...(runtimeIndex < 0 ? {} : { runtimeIndex }),
  };
}

function partitionOf(pciAddress: string): (runtimeIndex: number, index: number) => AcceleratorInstance {
  return (runtimeIndex, index) => ({
    uuid: `${pciAddress}/partition-${index}`,
    gpuInstance: index,
    computeInstance: 0,
    runtimeIndex,
  });
}

/** ROCm's runtime writes the same number in this form. */
function uuidOf(host: Host, pciAddress: string): string | undefined {
  const uniqueId = readOf(host, pciAddress, "unique_id");
  return uniqueId === undefined ? undefined : `GPU-${uniqueId}`;
}

function readOf(host: Host, pciAddress: string, name: string): string | undefined {
  const folder = cardFolder(host, pciAddress);
  return folder === undefined ? undefined : host.readText(`${folder}/${name}`)?.trim() || undefined;
}
