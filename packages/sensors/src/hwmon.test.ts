import { expect, test } from "vitest";
import { amdEnergyServer, graceHopper, jetson, laptopOnBattery, meteredServer } from "../test/machines.ts";
import { countsOf, powersOf } from "../test/readings.ts";
import { amdEnergyHwmon } from "./amd/amd-energy-hwmon.ts";
import { acpiPowerMeter } from "./board/acpi-power-meter.ts";
import { battery } from "./board/battery.ts";
import { ina } from "./board/ina.ts";
import { recordedHost } from "./host/recorded-host.ts";
import type { Recording } from "./host/recorded-host.ts";
import { raplPowercap } from "./rapl/rapl-powercap.ts";
import { channelsOf, distinctChannels } from "./sensor/distinct-channels.ts";
import type { InstrumentChannel, Sensor, SensorAvailability, SensorFactory } from "./sensor/sensor.ts";

type Ready = Extract<SensorAvailability, { readonly state: "ready" }>;

/** A sensor that found something on the machine. */
function opened(factory: SensorFactory, machine: Recording): { readonly sensor: Sensor; readonly found: Ready } {
  const sensor = factory(recordedHost(machine));
  const found = sensor.probe();
  if (found.state !== "ready") throw new Error(`${found.state}: ${found.reason}`);
  return { sensor, found };
}

/** Watts by channel, without the sensor's own name. A failure is shown as its cause. */
function wattsOf(sensor: Sensor): Readonly<Record<string, number | string>> {
  const readings = powersOf(sensor) ?? [];
  return Object.fromEntries(
    readings.map(({ channel, watts }) => [
      channel.slice(sensor.id.length + 1),
      watts.ok ? Number(watts.value.toFixed(6)) : watts.error.cause,
    ]),
  );
}

test("AMD's driver gives the energy of each socket, and does not add that of its cores", () => {
  const { sensor } = opened(amdEnergyHwmon, amdEnergyServer([5_000_000, 6_500_000]));
  expect(countsOf(sensor)).toEqual([
    { channel: "amd-energy-hwmon/socket-0", reads: "counter", counterJoules: { ok: true, value: 5 } },
    { channel: "amd-energy-hwmon/socket-1", reads: "counter", counterJoules: { ok: true, value: 6.5 } },
  ]);
});

test("its counts have 64 bits: beyond a day at full power they are exact, and no wrap is stated", () => {
  const { sensor, found } = opened(amdEnergyHwmon, amdEnergyServer(["8000000000000001", 0]));
  expect(countsOf(sensor)[0]?.counterJoules).toEqual({ ok: true, value: 8_000_000_000.000001 });
  expect(found.channels[0]).not.toHaveProperty("rangeJoules");
});

test("counts that only root may read are denied, with the commands that open them", () => {
  const denied = ["/sys/class/hwmon/hwmon3/energy3_input", "/sys/class/hwmon/hwmon3/energy4_input"];
  const availability = amdEnergyHwmon(recordedHost({ ...amdEnergyServer([1, 1]), denied })).probe();
  expect(availability).toMatchObject({
    state: "denied",
    reason: expect.stringContaining("CVE-2020-12912"),
    remedy: expect.stringContaining('ATTRS{name}=="amd_energy"'),
  });
});

test("a socket that may not be read is named, and the other is read", () => {
  const denied = ["/sys/class/hwmon/hwmon3/energy4_input"];
  const sensor = amdEnergyHwmon(recordedHost({ ...amdEnergyServer([5_000_000, 1]), denied }));
  expect(sensor.probe()).toMatchObject({
    state: "ready",
    channels: [{ id: "amd-energy-hwmon/socket-0" }],
    unread: [{ component: "cpu", device: "socket:1", remedy: expect.stringContaining("amd_energy") }],
  });
  expect(countsOf(sensor)).toMatchObject([{ counterJoules: { ok: true, value: 5 } }]);
});

test("a meter of the firmware that may not be read is named, and the others are read", () => {
  const denied = ["/sys/class/hwmon/hwmon1/power1_average"];
  const machine = graceHopper({ module: 400, grace: 150, cpu: 90, sysIo: 20 });
  expect(acpiPowerMeter(recordedHost({ ...machine, denied })).probe()).toMatchObject({
    state: "ready",
    channels: [{ component: "dram" }, { component: "cpu" }, { component: "other" }],
    unread: [
      {
        device: "Module Power Socket 0",
        reason: expect.stringContaining("hwmon1"),
        remedy: expect.stringMatching(/udev/),
      },
    ],
  });
});

const rapl = (index: number, name: string): Record<string, string> => ({
  [`/sys/class/powercap/intel-rapl:${index}/name`]: `${name}\n`,
  [`/sys/class/powercap/intel-rapl:${index}/energy_uj`]: `${index + 1}000000000\n`,
});

test("a socket that RAPL reads is not read again, for any number of its dies", () => {
  const files = {
    "/proc/cpuinfo": "processor\t: 0\nvendor_id\t: AuthenticAMD\n",
    ...rapl(0, "package-0-die-0"),
    ...rapl(1, "package-0-die-1"),
    ...rapl(2, "package-1"),
    ...amdEnergyServer([1, 1]).files,
  };
  const taken = new Map<string, string>();
  const host = recordedHost({ files });
  expect(distinctChannels(raplPowercap(host).probe(), taken)).toMatchObject({ channels: [{}, {}, {}] });
  expect(distinctChannels(amdEnergyHwmon(host).probe(), taken)).toMatchObject({
    state: "absent",
    reason: "not needed: rapl-powercap/package-0-die-0 reads the same device",
  });
});

test("the parts of Grace add up to Grace, and its module is shown next to them", () => {
  const { sensor, found } = opened(acpiPowerMeter, graceHopper({ module: 400, grace: 150, cpu: 90, sysIo: 20 }));
  expect(wattsOf(sensor)).toEqual({ "cpu-0": 90, "dram-0": 40, "sysio-0": 20, "module-power-socket-0": 400 });
  expect(componentsOf(found).toSorted()).toEqual(["cpu", "dram", "other"]);
  expect(wholesOf(found)).toMatchObject([{ covers: "module 0: processor, memory and GPU", averageSeconds: 0.05 }]);
});

test("meters of slightly different moments do not give memory a negative power", () => {
  const { sensor } = opened(acpiPowerMeter, graceHopper({ module: 400, grace: 100, cpu: 90, sysIo: 20 }));
  expect(wattsOf(sensor)).toMatchObject({ "dram-0": 0 });
});

test("one unreadable meter of Grace leaves memory unknown, and the others known", () => {
  const machine = graceHopper({ module: 400, grace: 150, cpu: 90, sysIo: 20 });
  const host = recordedHost(machine);
  const sensor = acpiPowerMeter(host);
  sensor.probe();
  host.show({ ...machine, files: { ...machine.files, "/sys/class/hwmon/hwmon10/power1_average": "N/A\n" } });
  expect(wattsOf(sensor)).toMatchObject({
    "cpu-0": 90,
    "dram-0": expect.stringContaining("N/A"),
    "sysio-0": expect.stringContaining("N/A"),
  });
});

test("the meter of a server's supply measures the whole machine, and no component", () => {
  const { sensor, found } = opened(acpiPowerMeter, meteredServer);
  expect(componentsOf(found)).toEqual([]);
  expect(wholesOf(found)).toMatchObject([{ id: "acpi-power-meter/hwmon0", averageSeconds: 1 }]);
  expect(wattsOf(sensor)).toEqual({ hwmon0: 245 });
});

test("a laptop's power is that of its own batteries, with either sign of the driver", () => {
  expect(wattsOf(opened(battery, laptopOnBattery()).sensor)).toEqual({ discharge: 12.5 });
  expect(wattsOf(opened(battery, laptopOnBattery(["Full", "Discharging"])).sensor)).toEqual({ discharge: 5.7 });
  expect(wattsOf(opened(battery, laptopOnBattery(["Discharging", "Discharging"])).sensor)).toEqual({ discharge: 18.2 });
});

test("on mains a battery shows no power, and the reason says so", () => {
  const states = [
    ["Charging", "Full"],
    ["Not charging", "Full"],
    ["Discharging", "Charging"],
  ] as const;
  for (const one of states) {
    const availability = battery(recordedHost(laptopOnBattery(one))).probe();
    expect(availability).toMatchObject({ state: "absent", reason: expect.stringContaining(one.join(", ")) });
  }
});

test("if a supply is plugged in during a run, that is a failure that may pass, not a zero", () => {
  const host = recordedHost(laptopOnBattery());
  const sensor = battery(host);
  sensor.probe();
  host.show(laptopOnBattery(["Charging", "Full"]));
  expect(powersOf(sensor)).toMatchObject([{ watts: { ok: false, error: { kind: "retry" } } }]);
  host.show(laptopOnBattery());
  expect(wattsOf(sensor)).toEqual({ discharge: 12.5 });
});

test("rails of a Jetson are added without the one that feeds them, and a slightly negative current is 0 W", () => {
  const { sensor, found } = opened(ina, jetson);
  expect(wattsOf(sensor)).toEqual({ vdd_in: 6, vdd_cpu_gpu_cv: 2, vdd_soc: 0 });
  expect(channelsOf(found).map(({ id, component }) => [id, component])).toEqual([
    ["ina/vdd_cpu_gpu_cv", "cpu"],
    ["ina/vdd_soc", "other"],
  ]);
  expect(wholesOf(found).map(({ id }) => id)).toEqual(["ina/vdd_in"]);
});

const rail = (input: number, label: string): Record<string, string> => ({
  [`/sys/class/hwmon/hwmon0/in${input}_label`]: `${label}\n`,
  [`/sys/class/hwmon/hwmon0/in${input}_input`]: "5000\n",
});

test("a rail of a Jetson that may not be read, or whose current is missing, is named, and the others are read", () => {
  const files = {
    "/sys/class/hwmon/hwmon0/name": "ina3221\n",
    ...rail(1, "VDD_IN"),
    "/sys/class/hwmon/hwmon0/curr1_input": "100\n",
    ...rail(2, "VDD_CPU_CV"),
    "/sys/class/hwmon/hwmon0/curr2_input": "100\n",
    ...rail(3, "VDD_GPU_SOC"),
  };
  const denied = ["/sys/class/hwmon/hwmon0/in2_input"];
  expect(ina(recordedHost({ files, denied })).probe()).toMatchObject({
    state: "ready",
    channels: [{ id: "ina/vdd_in" }],
    unread: [
      { component: "cpu", device: "rail VDD_CPU_CV", remedy: expect.stringContaining("ina3221") },
      { component: "gpu", device: "rail VDD_GPU_SOC", reason: expect.stringContaining("curr3_input") },
    ],
  });
  const all = { files: { ...files, "/sys/class/hwmon/hwmon0/curr3_input": "1\n" } };
  const allDenied = [1, 2, 3].map((input) => `/sys/class/hwmon/hwmon0/in${input}_input`);
  expect(ina(recordedHost({ ...all, denied: allDenied })).probe()).toMatchObject({ state: "denied" });
});

test.for([
  ["POM_5V_IN", "whole"],
  ["POM_5V_GPU", "gpu"],
  ["POM_5V_CPU", "cpu"],
  ["VDD_SYS_DDR", "dram"],
  ["VDD_GPU_SOC", "gpu"],
  ["VDD_CPU_CV", "cpu"],
  ["VIN_SYS_5V0", "other"],
  ["VDDQ_VDD2_1V8AO", "dram"],
  ["VDDRQ", "dram"],
  ["Total Power", "whole"],
  ["NC", "none"],
] as const)("rail %s measures: %s", ([label, part]) => {
  const files = {
    "/sys/class/hwmon/hwmon0/name": "ina3221\n",
    "/sys/class/hwmon/hwmon0/in1_label": `${label}\n`,
    "/sys/class/hwmon/hwmon0/in1_input": "5000\n",
    "/sys/class/hwmon/hwmon0/curr1_input": "100\n",
  };
  const availability = ina(recordedHost({ files })).probe();
  const [found = "none"] = [...componentsOf(availability), ...wholesOf(availability).map(() => "whole")];
  expect(found).toBe(part);
});

test.for(["POM_5V_GPU", "VDD_GPU_SOC", "VDD_SYS_GPU"])(
  "the evidence of rail %s says that visible devices do not divide it",
  (label) => {
    const files = {
      "/sys/class/hwmon/hwmon0/name": "ina3221\n",
      ...rail(1, label),
      "/sys/class/hwmon/hwmon0/curr1_input": "100\n",
    };
    const sensor = ina(recordedHost({ files }));
    expect(channelsOf(sensor.probe())).toMatchObject([
      { evidence: expect.stringContaining("visible devices do not divide") },
    ]);
    expect(sensor.accelerators).toBeUndefined();
  },
);

function componentsOf(availability: SensorAvailability): readonly string[] {
  return channelsOf(availability).map(({ component }) => component);
}

function wholesOf(availability: SensorAvailability): readonly InstrumentChannel[] {
  return availability.state === "ready" ? availability.channels.filter(({ of }) => of === "whole") : [];
}
