import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "./activity-data.ts";
import { notOf } from "./stand-in.ts";

/**
 * Energy Meter: joules of processors, memory, the first GPU and the disk between two points of a Python program.
 *
 * Argerich and Patiño-Martínez 2024; equations as in the code of July 2025.
 */
export const energyMeter = method({
  id: "energy-meter",
  version: "2025-07",
  title: "Energy Meter",
  claim: "Energy of a stretch of code on one machine, by component: processors, memory, the first GPU, the disk.",
  source: {
    title:
      "Argerich, Patiño-Martínez: Measuring and Improving the Energy Efficiency of Large Language Models Inference",
    version: "IEEE Access 2024; github.com/maufadel/EnergyMeter, commit 9505115 (2025-07)",
    locator: "energy_meter.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "server",
    components: ["cpu", "dram", "gpu", "storage"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "GPUs other than the first",
      "network",
      "rest of the node",
      "facility overhead",
      "embodied",
      "carbon (the original stops at joules; here they are multiplied by an intensity that you give)",
    ],
  },
  whenToUse: "To repeat what Energy Meter says of a stretch of code, disk included.",
  whenNotToUse: "On machines with several GPUs, or for carbon without an intensity of your own.",
  example: {
    duration: "60 s",
    "sockets.first.processor": "2400000000 uJ",
    "sockets.first.memory": "300000000 uJ",
    gpuSamples: "[]",
    diskRead: "2000000000 B",
    zone: "ES",
  },
  inputs: {
    duration: input("s", "Time between begin and end", { usual: [10, 3.2e7], min: 0 }),
    sockets: list("Energy of each processor socket as RAPL counted it", {
      inputs: {
        processor: input("uJ", "Energy of the package", {
          min: 0,
          default: 0,
          source: "the tool reports 0 without RAPL",
        }),
        memory: input("uJ", "Energy of its memory", { min: 0, default: 0, source: "the tool reports 0 without RAPL" }),
      },
      equations: {},
    }),
    gpuSamples: list("Readings of the first GPU", {
      inputs: {
        power: input("W", "Power of the board", { min: 0, usual: [0.5, 20_000] }),
        utilisation: input("1", "Share of time in which a kernel ran", { min: 0, max: 1 }),
      },
      equations: {},
    }),
    sampleSpacing: input("s", "Time that each GPU reading is used for", {
      min: 0,
      usual: [0.01, 60],
      default: 0.5,
      source: "energy_meter.py, nominal sleep of the sampling thread",
    }),
    diskRead: input("B", "Bytes read by the program", { min: 0, default: 0, source: "none unless stated" }),
    diskWritten: input("B", "Bytes written by the program", { min: 0, default: 0, source: "none unless stated" }),
    diskSpeed: input("B/s", "Mean speed of the disk", {
      min: 1,
      default: 1.6e9,
      source: "README, example of a Samsung 970 EVO",
    }),
    diskActivePower: input("W", "Power of the disk at work", {
      min: 0,
      default: 6,
      source: "README, example of a Samsung 970 EVO",
    }),
    diskIdlePower: input("W", "Power of the disk at rest", {
      min: 0,
      default: 1.42,
      source: "README, example of a Samsung 970 EVO",
    }),
    includeIdle: choice(["no", "yes"], "Whether GPU and disk at rest count", {
      default: "no",
      source: "energy_meter.py, include_idle",
    }),
    ignoreDisk: choice(["no", "yes"], "Whether the disk is left out", {
      default: "no",
      source: "energy_meter.py, ignore_disk",
    }),
    asCoded: choice(
      ["no", "yes"],
      "Repeat two defects: readings that come faster than the nominal spacing fill the whole duration, and a disk that is busier than the duration rests for less than no time",
      { default: "no", source: "off: defects of the original" },
    ),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity; not part of the original", {
      min: 0,
      from: "grid",
      standIn: notOf("the original", "intensity"),
    }),
  },
  equations: {
    cpuEnergy: equation("J", "sum(one in sockets: one.processor)", "Processor packages"),
    dramEnergy: equation("J", "sum(one in sockets: one.memory)", "Memory"),
    samples: equation("1", "sum(one in gpuSamples: 1)"),
    activeSamples: equation("1", "sum(one in gpuSamples: if(one.utilisation > 0, 1, 0))"),
    meanPower: equation("W", "if(samples = 0, 0, sum(one in gpuSamples: one.power) ÷ max(samples, 1))"),
    activePower: equation(
      "W",
      "if(activeSamples = 0, 0, sum(one in gpuSamples: if(one.utilisation > 0, one.power, 0)) ÷ max(activeSamples, 1))",
      "Mean power of the readings in which the GPU was at work",
    ),
    sampledTime: equation("s", "samples × sampleSpacing", "Time that the readings cover at the nominal spacing"),
    activeTime: equation(
      "s",
      'if(sampledTime ≤ duration, sampledTime, if(asCoded = "yes", duration, duration × activeSamples ÷ samples))',
      "Time that the GPU is charged for without idling",
    ),
    gpuEnergy: equation("J", 'if(includeIdle = "yes", meanPower × duration, activePower × activeTime)', "First GPU"),
    diskActiveTime: equation("s", 'if(ignoreDisk = "yes", 0, (diskRead + diskWritten) ÷ diskSpeed)'),
    diskIdleTime: equation(
      "s",
      'if(ignoreDisk = "yes" or includeIdle = "no", 0, if(asCoded = "yes", duration − diskActiveTime, max(duration − diskActiveTime, 0)))',
    ),
    diskEnergy: equation("J", "diskActiveTime × diskActivePower + diskIdleTime × diskIdlePower", "Disk"),
    energy: equation("kWh", "cpuEnergy + dramEnergy + gpuEnergy + diskEnergy", "All components"),
    carbon: equation("gCO2e", "energy × intensity", "Not part of the original, which stops at joules"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "The sampling thread never sleeps, so the readings at the nominal half second fill the whole duration: without idle the original charges the mean active power for all of it, which is more than with idle (repeated only with asCoded).",
    "Only the first GPU counts, even if the program uses others, and its utilisation is that of all programs.",
    "Bytes are those requested in read and write calls, cached reads, pipes and sockets included: no device may have moved them.",
    "Sampling without a pause keeps a processor core busy, and that lands in the processor's figure.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu = 0, dram = 0, gpu } = work.energyJoules ?? {};
  if (cpu + dram === 0 && gpu === undefined) return fail(needsMeasurement);
  const duration = work.durationSeconds;
  return given({
    duration,
    sockets: [{ fields: { processor: cpu * 1e6, memory: dram * 1e6 } }],
    gpuSamples: gpu === undefined ? [] : [{ fields: { power: gpu / duration, utilisation: 1 } }],
    sampleSpacing: duration,
    ignoreDisk: "yes",
  });
}
