import { equation, fail, given, input, method } from "@wattledger/core";
import { seconds } from "../activity-data.ts";
import * as credible from "../credible.ts";

/**
 * What renting an instance of a cloud by its name takes: power between idle and full load, and its share of the making of the
 * server beneath.
 *
 * After Cloud Carbon Footprint, with its rows corrected and with newer instances; embodied carbon is spread over the time in which
 * anybody has the server.
 */
export const instanceUse = method({
  id: "instance-use",
  preference: 70,
  version: "1",
  title: "Use of a cloud instance",
  claim:
    "Energy and carbon of an instance of AWS, Azure or Google Cloud by its name: its use, and its share of making the server.",
  source: {
    title: "Wattledger: instances by name, after Cloud Carbon Footprint",
    version: "1, 2026-11",
    locator: "power by load, memory above that of the measured servers, embodied carbon by vCPUs",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "compute-run": ({ instance, machines, durationSeconds, meanLoad, accelerators = [] }) => {
      if (instance === undefined) return fail("it needs the type of the instance, such as m5.large or Standard_D4s_v3");
      const [first] = accelerators;
      return given({
        instance,
        instances: machines,
        time: seconds(durationSeconds),
        load: meanLoad,
        acceleratorLoad: first?.meanLoad,
      });
    },
  },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram", "storage", "other"],
    overheads: ["rest-of-node", "pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: [
      "storage and network services outside the instance",
      "cloud capacity that is not rented, except for the making of servers",
      "end of life",
      "water",
    ],
  },
  whenToUse: "You know which instance was rented and for how long, and nothing inside it was measured.",
  whenNotToUse:
    "You have the bill, with storage and traffic: cloud-carbon-footprint. The energy was measured: use measured, or wattledger run.",
  example: {
    instance: "p4d.24xlarge",
    time: "720 h",
    load: "30 %",
    acceleratorLoad: "80 %",
    zone: "IE",
    facility: "aws",
  },
  inputs: {
    time: input("h", "Time for which each instance is rented, busy or idle", {
      within: "lifetime",
      min: 0,
      usual: [0.001, 8784],
    }),
    instances: input("1", "Number of equal instances", {
      credible: credible.machinesAlike,
      min: 0,
      usual: [1, 100_000],
      default: 1,
      source: "one unless stated",
    }),
    load: input("1", "Mean load of the instance's processors", {
      min: 0,
      max: 1,
      default: 0.5,
      source: "Cloud Carbon Footprint: if nothing was measured",
      distribution: { kind: "interval", low: 0.1, high: 0.9, level: 0.9 },
    }),
    acceleratorLoad: input("1", "Mean load of the instance's accelerators", {
      min: 0,
      max: 1,
      default: 0.5,
      source: "Cloud Carbon Footprint: if nothing was measured",
      distribution: { kind: "interval", low: 0.1, high: 0.9, level: 0.9 },
    }),
    idlePower: input("W", "Power of the instance when idle, without accelerators", {
      min: 0,
      from: "cloud-instance.idle-power",
    }),
    fullPower: input("W", "Power of the instance at full load, without accelerators", {
      min: 0,
      from: "cloud-instance.full-power",
    }),
    acceleratorIdlePower: input("W", "Power of all accelerators of the instance when idle", {
      min: 0,
      from: "cloud-instance.accelerator-idle-power",
    }),
    acceleratorFullPower: input("W", "Power of all accelerators of the instance at full load", {
      min: 0,
      from: "cloud-instance.accelerator-full-power",
    }),
    vcpus: input("1", "vCPUs of the instance", { within: "platformVcpus", min: 0, from: "cloud-instance.vcpus" }),
    platformVcpus: input("1", "vCPUs of the server that hosts the instance", {
      min: 1,
      from: "cloud-instance.platform-vcpus",
    }),
    memory: input("GB", "Memory of the instance", { within: "platformMemory", min: 0, from: "cloud-instance.memory" }),
    platformMemory: input("GB", "Memory of the server that hosts the instance", {
      min: 1e-6,
      from: "cloud-instance.platform-memory",
    }),
    measuredMemory: input("GB", "Memory per processor that the power figure includes", {
      min: 0,
      from: "cloud-instance.measured-memory",
    }),
    processorVcpus: input("1", "vCPUs of one processor of the server", {
      min: 1,
      default: 96,
      source: "Cloud Carbon Footprint: a server of more vCPUs has several processors",
    }),
    memoryPower: input("W/GB", "Power of memory", {
      min: 0,
      default: 0.392,
      source: "Cloud Carbon Footprint: mean of Crucial's 0.375 and Micron's 0.4083 W/GB",
      distribution: { kind: "interval", low: 0.1, high: 0.45, level: 0.9 },
    }),
    pue: input("1", "Power usage effectiveness of the cloud", {
      min: 1,
      from: "facility.pue",
      default: 1.135,
      source: "Cloud Carbon Footprint: AWS",
      distribution: { kind: "interval", low: 1.06, high: 1.3, level: 0.9 },
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    serverCarbon: input("kgCO2e", "Carbon of making the server that hosts the instance", {
      min: 0,
      from: "cloud-instance.server-embodied",
    }),
    lifetime: input("year", "Service life of the server", { min: 0.1, from: "embodied.lifetime", key: "server" }),
    utilisation: input(
      "1",
      "Share of the server's life in which it is rented; 1 is the convention of the SCI standard",
      {
        min: 0.01,
        max: 1,
        from: "embodied.utilisation",
        key: "server",
      },
    ),
  },
  equations: {
    processorPower: equation(
      "W",
      "idlePower + load × (fullPower − idlePower)",
      "Power of the instance without accelerators",
    ),
    acceleratorPower: equation(
      "W",
      "acceleratorIdlePower + acceleratorLoad × (acceleratorFullPower − acceleratorIdlePower)",
      "Power of the instance's accelerators",
    ),
    extraMemory: equation(
      "GB",
      "max(0 [GB], platformMemory − ceil(platformVcpus ÷ processorVcpus) × measuredMemory) × memory ÷ platformMemory",
      "The instance's share of the server's memory above what the power figure includes",
    ),
    power: equation("W", "processorPower + acceleratorPower + extraMemory × memoryPower", "Power of one instance"),
    itEnergy: equation("kWh", "instances × power × time", "Energy without cooling"),
    energy: equation("kWh", "itEnergy × pue"),
    operational: equation("gCO2e", "energy × intensity"),
    embodied: equation(
      "gCO2e",
      "instances × serverCarbon × vcpus ÷ platformVcpus × time ÷ (lifetime × utilisation)",
      "The instance's share of making the server",
    ),
    carbon: equation("gCO2e", "operational + embodied"),
  },
  outputs: { energy: "energy", gwp: "carbon", "operational-gwp": "operational", "embodied-gwp": "embodied" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied", count: "instances" },
  critique: [
    "No measurements of cloud servers are public. The power per vCPU comes from other servers with such processors, the power of accelerators from their design power.",
    "Power rises linearly with load here. Real servers reach most of their power at low load.",
    "The making of accelerators is shared by vCPUs. An instance with few accelerators and many vCPUs gets too much of it.",
    "Memory above that of the measured servers counts for the whole server here. The original counts it for one of its processors.",
  ],
});
