import type { Recording } from "../src/host/recorded-host.ts";

/*
 * Graphics recorded for tests: what the kernel's drivers show, by path. Layouts are those of the kernel's documentation
 * (Documentation/ABI/testing/sysfs-driver-intel-*-hwmon, amdgpu_pm.c); the values are made up and all
 * different.
 */

type Files = Readonly<Record<string, string>>;

/** A monitoring chip of a PCI device. */
function chip(
  number: number,
  driver: string,
  pciAddress: string,
  files: Readonly<Record<string, string | number>>,
): Files {
  const folder = `/sys/class/hwmon/hwmon${number}`;
  return {
    [`${folder}/name`]: `${driver}\n`,
    [`${folder}/device/uevent`]: `DRIVER=${driver}\nPCI_ID=1002:74A1\nPCI_SLOT_NAME=${pciAddress}\n`,
    [`/sys/class/drm/card${number}/device/uevent`]: `DRIVER=${driver}\nPCI_SLOT_NAME=${pciAddress}\n`,
    [`/sys/class/drm/card${number}-DP-1/device/uevent`]: "",
    ...Object.fromEntries(Object.entries(files).map(([name, value]) => [`${folder}/${name}`, `${value}\n`])),
  };
}

/** Two AMD boards: an older one that shows average power, and a newer one that shows instant power only. */
export const amdBoards = (averageMicrowatts: number | string = 35_000_000, status = "active"): Recording => ({
  files: {
    ...chip(2, "amdgpu", "0000:03:00.0", {
      power1_average: averageMicrowatts,
      power1_cap: 203_000_000,
      power1_cap_max: 300_000_000,
      "device/power/runtime_status": status,
    }),
    ...chip(10, "amdgpu", "0000:83:00.0", { power1_input: 141_000_000, power1_cap: 750_000_000 }),
  },
});

/** A processor with graphics of its own. */
export const amdProcessorGraphics: Recording = {
  files: chip(4, "amdgpu", "0000:04:00.0", { power1_average: 12_000_000, in1_label: "vddnb", in1_input: 700 }),
};

/** An AMD board that lists a power it does not have, like a virtual function of a board. */
export const amdWithoutPower: Recording = { files: chip(2, "amdgpu", "0000:03:00.0", { power1_average: "" }) };

/** Intel cards of three generations: with the card's counter, with the package's only, and with one counter without a label. */
export const intelCards = (microjoules: number | string = 7_000_000): Recording => ({
  files: {
    ...chip(1, "xe", "0000:03:00.0", {
      energy1_label: "card",
      energy1_input: microjoules,
      energy2_label: "pkg",
      energy2_input: 5_000_000,
      power1_rated_max: 190_000_000,
    }),
    ...chip(2, "xe", "0000:04:00.0", { energy2_label: "pkg", energy2_input: 4_000_000 }),
    ...chip(3, "i915", "0000:05:00.0", { energy1_input: 3_000_000, power1_max: 0, power1_rated_max: 150_000_000 }),
    ...chip(5, "i915_gt0", "0000:05:00.0", { energy1_input: 1_000_000 }),
  },
});

/** A machine with NVIDIA's driver and one board, without library and program. */
export const nvidiaDriverAlone: Recording = {
  files: {
    "/dev/nvidiactl": "",
    "/proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54\n",
    "/proc/driver/nvidia/gpus/0000:1b:00.0/information": "Model: \t\t NVIDIA L4\nGPU UUID: \t GPU-1b\n",
  },
};
