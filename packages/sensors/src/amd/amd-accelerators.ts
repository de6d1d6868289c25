import type { Host } from "../host/host.ts";
import { normalisePciAddress } from "../linux/pci-address.ts";
import { cardFolder } from "../linux/pci-chips.ts";
import type { Accelerator } from "../sensor/accelerator.ts";

/** AMD boards by their PCI addresses, as attribution needs them. `sensorId` names the sensor that has their channels. */
export function amdAccelerators(host: Host, sensorId: string, addresses: readonly string[]): readonly Accelerator[] {
  const order = runtimeOrder(host);
  return addresses.toSorted().map((pciAddress): Accelerator => {
    const folder = cardFolder(host, pciAddress);
    const read = (name: string): string | undefined =>
      folder === undefined ? undefined : host.readText(`${folder}/${name}`)?.trim() || undefined;
    const uniqueId = read("unique_id");
    const runtimeIndex = order.indexOf(pciAddress);
    return {
      channel: `${sensorId}/${pciAddress}`,
      vendor: "amd",
      name: read("product_name") ?? "AMD GPU",
      pciAddress,
      // ROCm's runtime writes the same number in this form.
      ...(uniqueId === undefined ? {} : { uuid: `GPU-${uniqueId}` }),
      ...(runtimeIndex < 0 ? {} : { runtimeIndex }),
    };
  });
}

const topology = "/sys/class/kfd/kfd/topology/nodes";

/** PCI addresses in the order in which the kernel lists the devices to ROCm's runtime. Empty if the kernel has no list. */
function runtimeOrder(host: Host): readonly string[] {
  return host
    .listDirectory(topology)
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap((node) => {
      const text = host.readText(`${topology}/${node}/properties`) ?? "";
      const property = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
      // A processor is a node too, but it has no GPU compute units (SIMDs).
      if (!(property("simd_count") > 0)) return [];
      return addressOf(property("domain") || 0, property("location_id")) ?? [];
    });
}

/** Bus, device and function in one number: five bits for the device, three for the function. */
function addressOf(domain: number, location: number): string | undefined {
  return normalisePciAddress(
    `${hex(domain, 4)}:${hex((location >> 8) & 0xff, 2)}:${hex((location >> 3) & 0x1f, 2)}.${location & 7}`,
  );
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
