import { amdEnergyHwmon } from "./amd/amd-energy-hwmon.ts";
import { amdSmi } from "./amd/amd-smi.ts";
import { amdgpuHwmon } from "./amd/amdgpu-hwmon.ts";
import { powermetrics } from "./apple/powermetrics.ts";
import { acpiPowerMeter } from "./board/acpi-power-meter.ts";
import { battery } from "./board/battery.ts";
import { ina } from "./board/ina.ts";
import { raspberryPiPmic } from "./board/raspberry-pi-pmic.ts";
import { intelGpuHwmon } from "./intel/intel-gpu-hwmon.ts";
import { nvidiaSmi } from "./nvidia/nvidia-smi.ts";
import { nvml } from "./nvidia/nvml.ts";
import { raplPowercap } from "./rapl/rapl-powercap.ts";
import type { Component, SensorFactory } from "./sensor/sensor.ts";

/** Every instrument that Wattledger can read, best first within a component. */
export const sensorFactories: readonly SensorFactory[] = [
  raplPowercap,
  amdEnergyHwmon,
  acpiPowerMeter,
  ina,
  raspberryPiPmic,
  powermetrics,
  nvml,
  nvidiaSmi,
  amdgpuHwmon,
  amdSmi,
  intelGpuHwmon,
  battery,
];

/** A model that may be used if no instrument measures a component. */
export interface ModelEntry {
  readonly id: string;
  readonly component: Component;
  /** Why a machine may not be able to use it. */
  readonly unless: string;
}

/** Every model, at most one for each component. */
export const modelEntries: readonly ModelEntry[] = [
  { id: "cpu-model", component: "cpu", unless: "the number of hardware threads of this machine is unknown" },
  { id: "dram-model", component: "dram", unless: "the memory size of this machine is unknown" },
  {
    id: "storage-model",
    component: "storage",
    unless:
      "its figures are for drives in servers and desktops; drives of a laptop, of a virtual machine or of an unknown machine stay " +
      "part of the rest of the node",
  },
];
