import type { Recording } from "../src/host/recorded-host.ts";

/*
 * Machines recorded for tests: what their kernels show, by path. Layouts are those of the kernel's documentation and of
 * published listings; the values are made up and all different.
 */

type Files = Readonly<Record<string, string>>;

/** Files of a folder by name, each with the newline at the end that sysfs has. */
function folder(path: string, files: Readonly<Record<string, string | number>>): Files {
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [`${path}/${name}`, `${value}\n`]));
}

const hwmon = (number: number, files: Readonly<Record<string, string | number>>): Files =>
  folder(`/sys/class/hwmon/hwmon${number}`, files);

/** A server of two AMD sockets with AMD's own driver, and other chips next to it. */
export const amdEnergyServer = (socketMicrojoules: readonly [number | string, number | string]): Recording => ({
  files: {
    ...hwmon(0, { name: "nvme", temp1_input: 40_000 }),
    ...hwmon(3, {
      name: "amd_energy",
      energy1_label: "Ecore000",
      energy1_input: 9_000_000,
      energy2_label: "Ecore001",
      energy2_input: 9_000_000,
      energy3_label: "Esocket0",
      energy3_input: socketMicrojoules[0],
      energy4_label: "Esocket1",
      energy4_input: socketMicrojoules[1],
    }),
  },
});

/** One socket of NVIDIA Grace with Hopper, whose firmware has four meters; watts by meter. */
export const graceHopper = (watts: {
  readonly module: number;
  readonly grace: number;
  readonly cpu: number;
  readonly sysIo: number;
}): Recording => ({
  architecture: "arm64",
  files: {
    ...hwmon(1, { name: "power_meter", ...meter("Module Power Socket 0", watts.module) }),
    ...hwmon(2, { name: "power_meter", ...meter("Grace Power Socket 0", watts.grace) }),
    ...hwmon(3, { name: "power_meter", ...meter("CPU Power Socket 0", watts.cpu) }),
    ...hwmon(10, { name: "power_meter", ...meter("SysIO Power Socket 0", watts.sysIo) }),
  },
});

function meter(label: string, watts: number): Readonly<Record<string, string | number>> {
  return { power1_oem_info: label, power1_average: Math.round(watts * 1e6), power1_average_interval: 50 };
}

/** A rack server whose firmware measures its supply, under a kernel that keeps attributes in the device's folder. */
export const meteredServer: Recording = {
  files: folder("/sys/class/hwmon/hwmon0/device", { name: "power_meter", power1_average: 245_000_000 }),
};

/** A laptop with two batteries, a mouse, and a supply that is not plugged in. */
export const laptopOnBattery = (states: readonly [string, string] = ["Discharging", "Full"]): Recording => ({
  files: {
    ...folder("/sys/class/power_supply/AC", { type: "Mains", online: 0 }),
    ...folder("/sys/class/power_supply/BAT0", { type: "Battery", status: states[0], power_now: 12_500_000 }),
    ...folder("/sys/class/power_supply/BAT1", {
      type: "Battery",
      status: states[1],
      current_now: -500_000,
      voltage_now: 11_400_000,
    }),
    ...folder("/sys/class/power_supply/hidpp_battery_0", { type: "Battery", scope: "Device", status: "Discharging" }),
  },
});

/** A Jetson board of the Orin Nano's rails, with inputs for shunts that are not rails. */
export const jetson: Recording = {
  architecture: "arm64",
  files: hwmon(1, {
    name: "ina3221",
    in1_label: "VDD_IN",
    in1_input: 5000,
    curr1_input: 1200,
    in2_label: "VDD_CPU_GPU_CV",
    in2_input: 5000,
    curr2_input: 400,
    in3_label: "VDD_SOC",
    in3_input: 5000,
    curr3_input: -8,
    in4_input: 1,
    in7_label: "sum of shunt voltages",
    in7_input: 3,
  }),
};
