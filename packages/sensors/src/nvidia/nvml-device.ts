import { defined } from "@wattledger/core/defined";
import { normalisePciAddress, pciDevice } from "../linux/pci-address.ts";
import type { Accelerator, AcceleratorInstance } from "../sensor/accelerator.ts";
import type { CounterChannel, PowerChannel } from "../sensor/sensor.ts";
import { migSlices } from "./mig-profile.ts";
import { nvmlCode } from "./nvml-library.ts";
import type { Nvml, NvmlAnswer } from "./nvml-library.ts";

/** A board that is read through NVML: by its energy counter, or by its power if it does not have a counter. */
export interface NvmlDevice {
  readonly handle: bigint;
  readonly accelerator: Accelerator;
  readonly source:
    | { readonly kind: "energy"; readonly channel: CounterChannel }
    | { readonly kind: "power"; readonly channel: PowerChannel; readonly milliwatts: () => NvmlAnswer<number> };
}

/** A board that reports neither energy nor power, and NVML's code that says why. */
export interface MuteDevice {
  readonly code: number;
  /** Whether NVML tells the power of the module around it. This includes a processor, so it is not read. */
  readonly hasModulePower: boolean;
  /** It has a number like the others. */
  readonly accelerator: Accelerator;
}

/** Opens a board by its energy counter, or else by its power. */
export function openNvmlDevice(nvml: Nvml, sensorId: string, handle: bigint): NvmlDevice | MuteDevice {
  const pci = pciAddressOf(nvml, handle);
  const uuid = nvml.text("nvmlDeviceGetUUID", handle);
  const name = nvml.text("nvmlDeviceGetName", handle);
  const pciAddress = pci.ok ? pci.value : "";
  const id = `${sensorId}/${uuid.ok ? uuid.value : pciAddress}`;
  const board = name.ok ? name.value : "NVIDIA GPU";
  const instances = instancesOf(nvml, handle);
  const accelerator: Accelerator = {
    channel: id,
    vendor: "nvidia",
    name: board,
    pciAddress,
    ...(uuid.ok ? { uuid: uuid.value } : {}),
    ...defined({ instances }),
  };
  const common = {
    id,
    sensor: sensorId,
    of: "component",
    component: "gpu",
    method: "measured",
    ...(pciAddress === "" ? {} : { device: pciDevice(pciAddress) }),
    ...(name.ok ? { model: name.value } : {}),
    plausibleWatts: plausibleWatts(nvml, handle),
    refreshSeconds: 0.1,
  } as const;
  const whole = instances === undefined ? "" : ", the whole board with all its MIG instances";
  const energy = nvml.long("nvmlDeviceGetTotalEnergyConsumption", handle);
  if (energy.ok) {
    const evidence = `NVML energy counter of ${board} (${pciAddress}), of the GPU with its memory${whole}`;
    const channel: CounterChannel = { ...common, reads: "counter", evidence, relativeUncertainty: counterUncertainty };
    return { handle, accelerator, source: { kind: "energy", channel } };
  }
  const power = powerSource(nvml, handle, board);
  if (power === undefined) {
    const hasModulePower = nvml.field(instantPowerField, handle, "module").ok;
    return { code: energy.code, hasModulePower, accelerator };
  }
  const { milliwatts, averageSeconds, call } = power;
  const evidence = `NVML power of ${board} (${pciAddress}), of the GPU with its memory, ${call}${whole}; it has no energy counter`;
  const channel: PowerChannel = {
    ...common,
    reads: "power",
    evidence,
    averageSeconds,
    relativeUncertainty: powerUncertainty,
  };
  return { handle, accelerator, source: { kind: "power", channel, milliwatts } };
}

const counterUncertainty = {
  value: 0.05,
  basis:
    "expert value: boards err by about 5 %, each by its own share (Yang, Adamek, Armour 2024, over 70 boards); NVIDIA " +
    "states ±5 % for Fermi and Kepler only; the counter is assumed to have the power sensor's error",
};

const powerUncertainty = {
  value: 0.1,
  basis:
    "expert value: about 5 % of each board's own, and on A100 and H100 the sensor sees 25 of every 100 ms (Yang, " +
    "Adamek, Armour 2024), so that short or periodic loads are misread",
};

function pciAddressOf(nvml: Nvml, handle: bigint): NvmlAnswer<string> {
  // nvmlPciInfo_t: an old short address at 0, numbers from 16 on, the address at 36.
  const info = nvml.structure("nvmlDeviceGetPciInfo_v3", handle, 68);
  if (!info.ok) return info;
  const address = Buffer.from(info.value.buffer, info.value.byteOffset + 36, 32);
  const text = address.toString("latin1", 0, Math.max(0, address.indexOf(0)));
  const normal = normalisePciAddress(text);
  return normal === undefined ? { ok: false, code: nvmlCode.notFound } : { ok: true, value: normal };
}

/** Twice the largest limit that can be set, because short peaks exceed it. More than any board if no limit is known. */
function plausibleWatts(nvml: Nvml, handle: bigint): number {
  const limits = nvml.pair("nvmlDeviceGetPowerManagementLimitConstraints", handle);
  const enforced = nvml.number("nvmlDeviceGetEnforcedPowerLimit", handle);
  const milliwatts = limits.ok ? limits.value[1] : enforced.ok ? enforced.value : 0;
  return milliwatts > 0 ? (2 * milliwatts) / 1000 : 3000;
}

interface PowerSource {
  readonly milliwatts: () => NvmlAnswer<number>;
  readonly averageSeconds: number;
  readonly call: string;
}

const instantPowerField = 186;
const ampere = 7;

/** Instant power if the driver has it, or else nvmlDeviceGetPowerUsage, whose meaning depends on the board. */
function powerSource(nvml: Nvml, handle: bigint, board: string): PowerSource | undefined {
  const instant = (): NvmlAnswer<number> => nvml.field(instantPowerField, handle, "gpu");
  if (instant().ok) return { milliwatts: instant, averageSeconds: 0, call: "instant (field 186)" };
  const usage = (): NvmlAnswer<number> => nvml.number("nvmlDeviceGetPowerUsage", handle);
  if (!usage().ok) return undefined;
  const architecture = nvml.number("nvmlDeviceGetArchitecture", handle);
  // nvml.h: an average over 1 s from Ampere on, except on GA100, which is A100, A30 and A800.
  const isGa100 = /\bA(100|30|800)\b/.test(board);
  const averages = architecture.ok && architecture.value >= ampere && !isGa100;
  return averages
    ? { milliwatts: usage, averageSeconds: 1, call: "a trailing average over 1 s (nvmlDeviceGetPowerUsage)" }
    : { milliwatts: usage, averageSeconds: 0, call: "instant (nvmlDeviceGetPowerUsage)" };
}

/** Instances of a board in MIG mode. Undefined if the board is not in that mode, or does not know it. */
function instancesOf(nvml: Nvml, handle: bigint): readonly AcceleratorInstance[] | undefined {
  const mode = nvml.pair("nvmlDeviceGetMigMode", handle);
  if (!mode.ok || mode.value[0] !== 1) return undefined;
  const most = nvml.number("nvmlDeviceGetMaxMigDeviceCount", handle);
  const instances: AcceleratorInstance[] = [];
  for (let index = 0; index < (most.ok ? most.value : 0); index += 1) {
    const instance = nvml.instance(handle, index);
    if (!instance.ok) continue;
    const uuid = nvml.text("nvmlDeviceGetUUID", instance.value);
    const gpuInstance = nvml.number("nvmlDeviceGetGpuInstanceId", instance.value);
    const computeInstance = nvml.number("nvmlDeviceGetComputeInstanceId", instance.value);
    if (!uuid.ok || !gpuInstance.ok || !computeInstance.ok) continue;
    const slices = slicesOf(nvml, instance.value);
    instances.push({
      uuid: uuid.value,
      gpuInstance: gpuInstance.value,
      computeInstance: computeInstance.value,
      ...defined({ slices }),
    });
  }
  return instances;
}

/** Compute slices of an instance: from its attributes, or else from the profile at the end of its name. */
function slicesOf(nvml: Nvml, instance: bigint): number | undefined {
  // nvmlDeviceAttributes_t: eight 32-bit numbers, of which the last two count slices, and the memory in MB at 32.
  const attributes = nvml.structure("nvmlDeviceGetAttributes_v2", instance, 40);
  const counted = attributes.ok ? attributes.value.getUint32(28, true) || attributes.value.getUint32(24, true) : 0;
  if (counted > 0) return counted;
  const name = nvml.text("nvmlDeviceGetName", instance);
  return name.ok ? migSlices(name.value) : undefined;
}
