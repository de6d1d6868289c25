import { acpiPowerMeter } from "./acpi-power-meter.ts";
import { amdEnergyHwmon } from "./amd-energy-hwmon.ts";
import { amdSmi } from "./amd-smi.ts";
import { amdgpuHwmon } from "./amdgpu-hwmon.ts";
import { battery } from "./battery.ts";
import { cpuModelUncertainty } from "./cpu-model.ts";
import { dramModelUncertainty } from "./dram-model.ts";
import { ina } from "./ina.ts";
import { intelGpuHwmon } from "./intel-gpu-hwmon.ts";
import { nvidiaSmi } from "./nvidia-smi.ts";
import { nvml } from "./nvml.ts";
import { powermetrics } from "./powermetrics.ts";
import { raplPowercap } from "./rapl-powercap.ts";
import type { Component, SensorFactory } from "./sensor.ts";

/** Every instrument that Wattledger can read, best first within a component. */
export const sensorFactories: readonly SensorFactory[] = [
  raplPowercap,
  amdEnergyHwmon,
  acpiPowerMeter,
  ina,
  powermetrics,
  nvml,
  nvidiaSmi,
  amdgpuHwmon,
  amdSmi,
  intelGpuHwmon,
  battery,
];

/** A model that stands in where no instrument speaks of a component. */
export interface ModelEntry {
  readonly id: string;
  readonly component: Component;
  /** How it comes to its figure, for people. */
  readonly title: string;
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** Every model, at most one a component. */
export const modelEntries: readonly ModelEntry[] = [
  {
    id: "cpu-model",
    component: "cpu",
    title: "thermal design power and utilisation",
    relativeUncertainty: cpuModelUncertainty,
  },
  {
    id: "dram-model",
    component: "dram",
    title: "a constant power per installed gigabyte",
    relativeUncertainty: dramModelUncertainty,
  },
];
