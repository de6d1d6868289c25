import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "./activity-data.ts";

/**
 * pyJoules: joules of processors, memory and NVIDIA GPUs between points of a Python program, as differences of counters.
 *
 * Inria and University of Lille; equations as in the code of October 2022, after release 0.5.1.
 */
export const pyjoules = method({
  id: "pyjoules",
  version: "0.5.1",
  title: "pyJoules",
  claim:
    "Energy of the whole machine's processors, memory and GPUs between two points of a program, counter by counter.",
  source: {
    title: "pyJoules: a Python library to capture the energy consumption of code snippets",
    version: "github.com/powerapi-ng/pyJoules, commit d0da6b2 (2022-10)",
    locator: "energy_meter.py, energy_trace.py, rapl/rapl_device.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "server",
    components: ["cpu", "dram", "gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "a division among processes (everybody on the machine counts)",
      "platform counter (psys)",
      "storage",
      "network",
      "rest of the node",
      "facility overhead",
      "embodied",
      "carbon (the original stops at microjoules; here they are multiplied by an intensity that you give)",
    ],
  },
  whenToUse: "To repeat what pyJoules counts between two points of a program.",
  whenNotToUse: "For one program on a busy machine, or for stretches longer than the counter's range.",
  example: { "counters.package_0.before": "0 uJ", "counters.package_0.after": "36000000000 uJ", zone: "FR" },
  inputs: {
    counters: list("Each counter over each sample; pauses are not samples", {
      inputs: {
        domain: choice(["package", "dram", "core", "uncore", "gpu"], "What the counter counts", {
          default: "package",
          source: "a processor package unless stated",
        }),
        before: input("uJ", "State of the counter at the start", { min: 0 }),
        after: input("uJ", "State of the counter at the end", { min: 0 }),
        range: input("uJ", "Where the counter wraps: max_energy_range_uj", {
          min: 0,
          default: 0,
          source: "the counter of a GPU does not wrap",
        }),
        idle: input("uJ", "Idle energy to subtract", {
          min: 0,
          default: 0,
          source: "nothing is subtracted unless asked",
        }),
      },
      equations: {
        energy: equation("uJ", "after − before + if(after < before, range, 0)", "Counted; one wrap is put right"),
        net: equation("uJ", "energy − idle", "Without what the idle machine would have drawn"),
      },
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity; not part of the original", {
      min: 0,
      from: "grid",
    }),
  },
  equations: {
    cpuEnergy: equation("J", 'sum(one in counters: if(one.domain = "package", one.net, 0))', "Processor packages"),
    dramEnergy: equation("J", 'sum(one in counters: if(one.domain = "dram", one.net, 0))', "Memory"),
    gpuEnergy: equation("J", 'sum(one in counters: if(one.domain = "gpu", one.net, 0))', "GPUs"),
    columns: equation(
      "J",
      "sum(one in counters: one.net)",
      "All columns added: cores and integrated graphics then count twice, as they are parts of the package",
    ),
    energy: equation("kWh", "cpuEnergy + dramEnergy + gpuEnergy", "Packages, memory and GPUs, nothing twice"),
    carbon: equation("gCO2e", "energy × intensity", "Not part of the original, which stops at microjoules"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "Two wraps within one sample lose a whole range, about 262 kJ on many servers: 15 minutes at 290 W.",
    "The idle calibration divides seconds by 10^9 and so measures nothing; idle energy has to come from elsewhere.",
    "Core and uncore are parts of the package. A sum of all columns counts them twice.",
    "A package of several dies and the platform counter are not read.",
    "Maintainers confirm that the figure includes every process on the host.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu, dram, gpu } = work.energyJoules ?? {};
  const domains = Object.entries({ package: cpu, dram, gpu }).flatMap(([domain, energy]) =>
    energy === undefined ? [] : [{ fields: { domain, before: 0, after: energy * 1e6 } }],
  );
  return domains.length === 0 ? fail(needsMeasurement) : given({ counters: domains });
}
