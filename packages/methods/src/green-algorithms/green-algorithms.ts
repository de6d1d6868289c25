import { choice, equation, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import {
  calculatorBoundary,
  calculatorCautions,
  calculatorCritique,
  calculatorEquations,
  calculatorGiven,
  calculatorInputs,
} from "./green-algorithms-calculator.ts";

/**
 * The Green Algorithms calculator, v3.0: energy and carbon of a computing task from its run time, hardware, memory and
 * place, with the AI page's multiples for research, retraining and continuous inference.
 *
 * Lannelongue, Grealey, Inouye 2021; equations and constants as in the calculator's release 3.0.
 */
export const greenAlgorithms = method({
  id: "green-algorithms",
  version: "3.0",
  title: "Green Algorithms calculator",
  claim: "Energy and carbon of one computing task, estimated from what was reserved for it, without any measurement.",
  source: {
    title: "Lannelongue, Grealey, Inouye: Green Algorithms: Quantifying the Carbon Footprint of Computation",
    version: "doi 10.1002/advs.202100707 (2021); calculator release 3.0, commit 30df2fe (2025-02-05)",
    locator: "equations 1 to 3; data/latest",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: { "compute-run": givenFrom, "training-plan": givenFrom },
  boundary: calculatorBoundary,
  whenToUse:
    "For a job of which only run time, hardware, memory and place are known; the usual first figure in a paper's methods section.",
  whenNotToUse: "Where anything was measured: it takes reserved hardware as fully used unless you say otherwise.",
  example: { runtime: "12 h", cores: 12, memory: "64 GB", zone: "GB" },
  inputs: {
    ...calculatorInputs,
    researchMultiple: input("1", "Research and development before the main training, as a multiple of it", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    retrainings: input("1", "Times that the model is trained again", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    retrainingMultiple: input("1", "One retraining, as a multiple of the main training", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    continuousInference: choice(
      ["no", "yes"],
      "Whether the task is inference that runs for the whole reporting period",
      {
        default: "no",
        source: "switched off unless stated",
      },
    ),
    taskPeriod: input("1", "Number of periods that the task covers", {
      min: 0,
      default: 1,
      source: "one unless stated",
    }),
    taskPeriodUnit: choice(["day", "week", "month", "year"], "The period that the task covers", {
      default: "month",
      source: "a month unless stated",
    }),
    reportPeriod: input("1", "How many periods the report spans", { min: 0, default: 1, source: "one unless stated" }),
    reportPeriodUnit: choice(["month", "year"], "The period of the report", {
      default: "month",
      source: "a month unless stated",
    }),
  },
  equations: {
    ...calculatorEquations,
    researchEnergy: equation("kWh", "energy × researchMultiple"),
    retrainingEnergy: equation("kWh", "energy × retrainings × retrainingMultiple"),
    trainingEnergy: equation(
      "kWh",
      "energy + researchEnergy + retrainingEnergy",
      "Main training, research and retrainings",
    ),
    trainingCarbon: equation("gCO2e", "carbon × (1 + researchMultiple + retrainings × retrainingMultiple)"),
    tasksPerMonth: equation(
      "1",
      'if(taskPeriodUnit = "day", 30 ÷ taskPeriod, if(taskPeriodUnit = "week", 4 ÷ taskPeriod, if(taskPeriodUnit = "month", 1 ÷ taskPeriod, 1 ÷ (12 × taskPeriod))))',
      "The calculator counts 30 days and 4 weeks to a month",
    ),
    monthsInReport: equation(
      "1",
      'if(reportPeriodUnit = "year", 12 × reportPeriod, reportPeriod)',
      "Months that the report spans",
    ),
    inferenceFactor: equation("1", 'if(continuousInference = "yes", tasksPerMonth × monthsInReport, 1)'),
    inferenceEnergy: equation("kWh", "energy × inferenceFactor", "Inference over the whole report"),
    inferenceCarbon: equation("gCO2e", "carbon × inferenceFactor"),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "training-energy": "trainingEnergy",
    "training-gwp": "trainingCarbon",
    "inference-energy": "inferenceEnergy",
    "inference-gwp": "inferenceCarbon",
  },
  cautions: calculatorCautions,
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "A year of continuous inference is 360 days when entered per day and 48 weeks when entered per week: 8 % below 52.14 weeks.",
    ...calculatorCritique,
  ],
});

function givenFrom(work: ActivityOf<"compute-run"> | ActivityOf<"training-plan">): Result<Given, string> {
  const form = calculatorGiven(work);
  return form.ok && work.processorCores !== undefined ? given({ ...form.value, cpu: work.cpuModel }) : form;
}
