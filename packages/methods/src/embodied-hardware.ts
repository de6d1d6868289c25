import { equation, fail, given, input, method } from "@wattledger/core";
import type { Activity, Given, Result } from "@wattledger/core";
import * as credible from "./credible.ts";

/**
 * The share of making accelerators and their servers that is attributed to a workload: footprints as their makers publish
 * them, spread over the time in which anybody has the hardware.
 *
 * TE × share × t ÷ (L × u), after ISO/IEC 21031 with the utilisation that it fixes at 1.
 */
export const embodiedHardware = method({
  id: "embodied-hardware",
  version: "1",
  title: "Embodied footprint of AI hardware",
  claim:
    "Carbon and minerals of making accelerators and their servers that fall to a workload, and to a unit of computing.",
  source: {
    title: "Wattledger: amortisation of makers' footprints",
    version: "1, 2026-11",
    locator: "after ISO/IEC 21031:2024 (embodied share), with the part of its life in which hardware is in use",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: {
    "compute-run": ({ accelerators, durationSeconds }) => reserved(accelerators, durationSeconds),
    "training-plan": ({ accelerators, durationSeconds }) => reserved(accelerators, durationSeconds),
  },
  boundary: {
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["time in which nobody has the hardware"],
    lifeCycle: ["cradle-to-gate"],
    excludes: [
      "building, cooling and power of the facility: below 5 % of a life cycle, by Google's account",
      "network equipment",
      "end of life, unless the accelerator's figure holds it",
      "use",
    ],
  },
  inputs: {
    gpus: input("GPU", "Accelerators reserved for the workload", { credible: credible.accelerators, min: 0 }),
    time: input("h", "Time for which they are reserved, busy or idle", {
      within: "lifetime",
      usual: [0.01, 8784],
      min: 0,
    }),
    gpuCarbon: input("kgCO2e/GPU", "Making one accelerator; without a published figure, that of gpu-components", {
      min: 0,
      from: "embodied.device",
    }),
    serverGpus: input("GPU/server", "Accelerators of a server", {
      min: 1,
      from: "server.accelerators",
      default: 8,
      source: "servers of this class",
    }),
    hostCarbon: input(
      "kgCO2e/server",
      "Making the server around them; 0 where the accelerator's figure holds it, as those of Google's TPUs do",
      {
        min: 0,
        default: 2800,
        source:
          "the factor server-8-gpu-host of embodied.device: 2 TB of memory and 30 TB of drives with today's dies; with older ones BoaviztAPI and EcoLogits have 5650 to 5700",
        distribution: { kind: "interval", low: 1500, high: 5700, level: 0.9 },
      },
    ),
    gpuMinerals: input("kgSbeq/GPU", "Elements used up by making one accelerator (ADPe)", {
      min: 0,
      default: 0.0051,
      source: "A100 by an older BoaviztAPI, as in EcoLogits; release 2.4.1 has 0.0037 and 0.0058",
      distribution: { kind: "interval", low: 0.0032, high: 0.009, level: 0.9 },
    }),
    hostMinerals: input("kgSbeq/server", "The same for the server around them", {
      min: 0,
      default: 0.24,
      source: "expert default: published servers without accelerators have 0.15 to 0.37",
      distribution: { kind: "interval", low: 0.15, high: 0.37, level: 0.9 },
    }),
    lifetime: input("year", "Time that the hardware serves", {
      min: 0.1,
      usual: [0.5, 20],
      from: "embodied.lifetime",
      default: 5,
      source: "the factor server of embodied.lifetime; tools have 3 to 6",
      distribution: { kind: "interval", low: 3, high: 6, level: 0.9 },
    }),
    utilisation: input("1", "Part of that time in which anybody has it; 1 is the convention of the SCI standard", {
      min: 0.01,
      max: 1,
      from: "embodied.utilisation",
      default: 0.7,
      source: "the factor server of embodied.utilisation; an operator knows its own",
      distribution: { kind: "interval", low: 0.3, high: 1, level: 0.9 },
    }),
    peak: input("TFLOP/s", "Peak rate of one accelerator, as its maker counts it", { min: 1e-9 }),
  },
  equations: {
    serverCarbon: equation("kgCO2e/server", "gpuCarbon × serverGpus + hostCarbon", "A whole server"),
    serverMinerals: equation("kgSbeq/server", "gpuMinerals × serverGpus + hostMinerals"),
    lives: equation("1", "gpus × time ÷ (lifetime × utilisation)", "Lives of accelerators that the workload uses up"),
    gpuShare: equation("kgCO2e", "lives × gpuCarbon × 1 [GPU]", "The workload's, of accelerators"),
    carbon: equation("kgCO2e", "lives × serverCarbon ÷ serverGpus", "The workload's, of whole servers"),
    minerals: equation("kgSbeq", "lives × serverMinerals ÷ serverGpus"),
    hourCarbon: equation(
      "gCO2e/h",
      "serverCarbon ÷ serverGpus ÷ (lifetime × utilisation)",
      "Of one accelerator and its share of the server, per hour reserved",
    ),
    computingCarbon: equation(
      "gCO2e/EFLOP",
      "gpuCarbon ÷ (peak × lifetime × utilisation)",
      "Of the accelerator alone, per unit of computing at its peak rate",
    ),
  },
  outputs: { "embodied-gwp": "carbon", adpe: "minerals" },
  critique: [
    "For one accelerator the published figures differ forty times, from a bare die (14.7 kg) to one with tray, host and rack (1101 kg); within one boundary, twice.",
    "Most of a server without accelerators is memory and drives, whose figure per gigabyte is the least certain.",
    "With utilisation 1, as in the SCI standard and in tools, the idle part of a cluster's life falls to nobody.",
    "Hardware that is written off is counted as before: for a decision its making is past, and adds nothing; for an attribution it is due.",
    "A maker's carbon per EFLOP, 0.66 of the H100 and 0.50 of the B200, holds at sparse peak rate and full use over four years; the B200 embodies 73 % more than the H100.",
    "Minerals of published models agree within a factor of 1.6; primary energy does not (4.3), so none is given.",
  ],
  whenToUse:
    "You reserved accelerators for some time and ask for the share of their making, or you operate a cluster and want the shares of all work to add up to it.",
  whenNotToUse: "Your report must follow the SCI standard to the letter: sci, or utilisation=1 here.",
  example: { device: "nvidia-h100-sxm", gpus: 512, time: "240 h", utilisation: "80 %" },
});

type Accelerators = Extract<Activity, { readonly kind: "compute-run" }>["accelerators"];

/** Accelerators of one model, reserved for a time; the name as the activity has it chooses the published footprint. */
function reserved(accelerators: Accelerators, durationSeconds: number | undefined): Result<Given, string> {
  const [first, ...others] = accelerators ?? [];
  if (first === undefined) return fail("it asks for the accelerators that were reserved");
  if (others.length > 0) return fail("it takes accelerators of one model, and several are stated");
  if (durationSeconds === undefined) return fail("it asks for the time for which the accelerators are reserved");
  return given({ gpus: first.count, time: { value: durationSeconds, unit: "s" }, device: first.model });
}
