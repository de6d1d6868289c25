import { equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";
import { eco2aiTdp } from "./eco2ai-processors.ts";

/**
 * Eco2AI: energy of a Python process from GPU power, its share of the processor's design power and its memory.
 *
 * Budennyy et al. 2022; equations as in release 0.3.12.
 */
export const eco2ai = method({
  id: "eco2ai",
  version: "0.3.12",
  title: "Eco2AI",
  claim: "Energy and carbon of one process: all GPUs as their sensors say, processor and memory modelled by its use.",
  source: {
    title:
      "Budennyy et al.: Eco2AI: carbon emissions tracking of machine learning models as the first step towards sustainable AI",
    version:
      "Doklady Mathematics 106 (2022), doi 10.1134/S1064562422060230; github.com/sb-ai-lab/Eco2AI, commit 366debb (2025-03)",
    locator: "eco2ai/emission_track.py, tools/tools_cpu.py, tools_gpu.py, tools_ram.py",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: [
      "the idle processor and its idle power",
      "child processes",
      "memory that the process does not hold",
      "storage",
      "network",
      "rest of the node",
      "embodied",
      "water",
    ],
  },
  whenToUse: "To repeat what Eco2AI wrote of a process.",
  whenNotToUse: "For jobs with child processes, or where idle power matters: it counts neither.",
  example: {
    "samples.first.duration": "600 s",
    "samples.first.cpuShare": 0.5,
    "samples.first.memory": "8 GiB",
    "samples.first.gpuPower": "200 W",
    zone: "DE",
  },
  inputs: {
    tdp: input("W", "Thermal design power of one processor", {
      min: 0,
      usual: [1, 1000],
      default: 100.1,
      source: "tools_cpu.py, CONSTANT_CONSUMPTION, of a processor that the list lacks",
    }),
    sockets: input("processor", "Sockets", { min: 0, default: 1, source: "one unless stated" }),
    samples: list("Each sampling period, by what was seen at its end", {
      inputs: {
        duration: input("s", "Time since the last sample", { min: 0, usual: [1, 1e6] }),
        cpuShare: input("1", "Share of all logical processors that the process used", {
          min: 0,
          default: 0,
          source: "an idle process unless stated",
        }),
        memory: input("GiB", "Memory that the process holds", {
          min: 0,
          usual: [0.01, 24_000],
          default: 0,
          source: "none unless stated",
        }),
        gpuPower: input("W", "Power of all GPUs", {
          min: 0,
          usual: [0.5, 50_000],
          default: 0,
          source: "none unless stated",
        }),
      },
      equations: {},
    }),
    memoryPower: input("W/GiB", "Power per memory in use; the source says GB and computes with GiB", {
      min: 0,
      default: 0.375,
      source: "tools_ram.py: 3 W per 8 GB",
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1,
      source: "emission_track.py, pue",
    }),
    intensity: input("kgCO2e/MWh", "Emission level of the electricity", {
      min: 0,
      from: "eco2ai-grid",
    }),
  },
  equations: {
    cpuEnergy: equation("kWh", "sum(one in samples: tdp × one.cpuShare × sockets × one.duration)", "Processor"),
    gpuEnergy: equation(
      "kWh",
      "sum(one in samples: one.gpuPower × one.duration)",
      "Energy of all GPUs, including use by other programs",
    ),
    processorMissing: equation("1", "if(cpuEnergy = 0, 1, 0)", "1 if the processor counts nothing"),
    dramEnergy: equation("kWh", "sum(one in samples: memoryPower × one.memory × one.duration)", "Memory in use"),
    energy: equation("kWh", "(cpuEnergy + gpuEnergy + dramEnergy) × pue", "With the facility"),
    carbon: equation("kgCO2e", "energy × intensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  cautions: {
    processorMissing:
      "No share of the processor was given: the processor is not in this figure. Give samples.NAME.cpuShare=.",
  },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "An idle processor counts nothing: idle power is never attributed.",
    "The reading at the end of a period is used for the whole period, and the processor share is measured over 0.15 s only.",
    "Children such as data loaders and ranks are not counted.",
    "All visible GPUs are billed, also those that others use.",
    "A processor name without any known token is given 0 W by a slip of the original (its cases say so; never our default).",
    "Virtual machines that hide their model match the generic row of 61 W.",
    "Sockets are the lesser of sockets and NUMA nodes, which is 1 for many two-socket machines.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { processorCores, meanLoad, memoryBytes, durationSeconds: duration, energyJoules, accelerators = [] } = work;
  if (processorCores === undefined || meanLoad === undefined || memoryBytes === undefined) {
    return fail("it asks for the share of the processor and the memory that the program had");
  }
  if (accelerators.length > 0 && energyJoules?.gpu === undefined) return fail(needsMeasurement);
  const fields = {
    duration,
    cpuShare: meanLoad,
    memory: { value: memoryBytes, unit: "B" },
    gpuPower: (energyJoules?.gpu ?? 0) / duration,
  };
  return given({ tdp: eco2aiTdp(work.cpuModel ?? ""), samples: [{ fields }] });
}
