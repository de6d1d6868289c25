import { equation, fail, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { acceleratorsOf, seconds } from "./activity-data.ts";
import * as credible from "./credible.ts";
import { notOf } from "./stand-in.ts";

/**
 * Cumulator: processors at their thermal design power for a time, plus data sent through data centres.
 *
 * Trébaol 2020; equations as in release 0.1.0.
 */
export const cumulator = method({
  id: "cumulator",
  version: "0.1.0",
  title: "Cumulator",
  claim: "Carbon of computing on one kind of processor at full power, and of moving data between nodes.",
  source: {
    title: "Trébaol: CUMULATOR: a tool to quantify and report the carbon footprint of machine learning computations",
    version: "EPFL report 2020; github.com/EPFLiGHT/cumulator, commit 3aac20e (2022-04)",
    locator: "src/cumulator/base.py, src/cumulator/bonus.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "server",
    components: ["gpu", "network"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "the processor if the GPU is counted, or the GPU if the processor is",
      "memory",
      "facility overhead (PUE)",
      "network outside data centres",
      "embodied",
      "water",
    ],
  },
  whenToUse: "To repeat a figure that Cumulator gave, with its share of data moved between nodes.",
  whenNotToUse: "For new work: its intensities are of primary energy and its device is at full power.",
  example: { time: "3600 s", intensity: "44 gCO2e/kWh" },
  inputs: {
    time: input("s", "Time between on and off, added up", { usual: [60, 3.2e7], min: 0 }),
    processors: input("processor", "Processors of that kind", {
      credible: credible.accelerators,
      min: 0,
      default: 1,
      source: "base.py, n_gpu",
    }),
    power: input("W/processor", "Thermal design power of one processor", {
      min: 0,
      usual: [10, 3000],
      from: "hardware.accelerator.tdp",
      standIn: notOf("Cumulator", "power"),
      default: 250,
      source: "base.py, TDP: a typical GPU; the original takes it for unknown processors too",
    }),
    traffic: input("kB", "Data transferred", { min: 0, default: 0, source: "base.py, cumulated_data_traffic" }),
    networkIntensity: input("kWh/kB", "Energy of a data centre per data that passes it (1-byte model)", {
      min: 0,
      default: 6.894e-8,
      source: "base.py, one_byte_model, after The Shift Project: the data-centre part only",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "cumulator-grid",
      default: 447,
      source: "base.py, position_carbon_intensity: mean of the EU, 2014",
    }),
    smartphones: input("1/gCO2e", "Smartphones charged with one gram", {
      min: 0,
      default: 0.121643,
      source: "CO2_metrics.json",
    }),
    carDistance: input("km/gCO2e", "Distance of an average passenger vehicle for one gram", {
      min: 0,
      default: 0.00404427142,
      source: "CO2_metrics.json, whose label says metres where the figure is kilometres",
    }),
    weeks: input("week", "Length of a research project", {
      min: 0,
      usual: [0.1, 520],
      default: 14,
      source: "bonus.py, n_weeks",
    }),
    meetingTime: input("min/week", "Virtual meetings in a week", {
      min: 0,
      default: 45,
      source: "bonus.py, meeting_duration",
    }),
    meetingPower: input("W", "Power of a virtual meeting", {
      min: 0,
      default: 187.6,
      source: "bonus.py, virtual_meeting_consumption",
    }),
    screenTime: input("s/week", "Screen time in a week", { min: 0 }),
    screenPower: input("W", "Power of the main device", {
      min: 0,
      default: 40,
      source: "bonus.py, hardware_consumption",
    }),
    browsingCarbon: input("gCO2e", "Web traffic of the project, as the browser extension Carbonalyser says", {
      min: 0,
    }),
    simulationCarbon: input("gCO2e", "All computing of the project, added up", { min: 0 }),
    carIntensity: input("gCO2e/km", "An average passenger car", {
      min: 0,
      default: 148.1,
      source: "bonus.py, car (WLTP)",
    }),
  },
  equations: {
    computeEnergy: equation("kWh", "time × processors × power", "Processors, always at full power"),
    networkEnergy: equation("kWh", "traffic × networkIntensity", "Data centres that the data pass"),
    energy: equation("kWh", "computeEnergy + networkEnergy"),
    computeCarbon: equation("gCO2e", "computeEnergy × intensity"),
    networkCarbon: equation("gCO2e", "networkEnergy × intensity"),
    carbon: equation("gCO2e", "computeCarbon + networkCarbon", "Carbon footprint"),
    smartphonesCharged: equation("1", "carbon × smartphones"),
    carKilometres: equation("km", "carbon × carDistance"),
    meetingCarbon: equation("gCO2e", "weeks × meetingTime × meetingPower × intensity"),
    screenCarbon: equation("gCO2e", "weeks × screenTime × screenPower × intensity"),
    projectCarbon: equation(
      "gCO2e",
      "meetingCarbon + screenCarbon + browsingCarbon + simulationCarbon",
      "A research project with its meetings and screens",
    ),
    projectKilometres: equation("km", "projectCarbon ÷ carIntensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "Its table of countries is CO2 per unit of primary energy, not of electricity: China half of, Sweden up to ten times its electricity; give the intensity of the electricity instead.",
    "Most names of processors and GPUs do not match its tables, so that 250 W is used for a laptop and for a server. Names are read as patterns, and T4 finds a T400 of 30 W.",
    "Several GPUs all take the power of the first.",
    "The network part is the data centres alone, a lower bound, and grows with the data although networks hardly do.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count, model } = accelerators.value;
  if (count === 0) return fail("it counts accelerators only");
  return given({ time: seconds(work.durationSeconds), processors: count, accelerator: model });
}
