import { evaluate } from "@wattledger/core";
import { cumulator } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const computeInputs = z.object({
  duration_s: absent,
  processors: absent,
  traffic_kb: absent,
  tdp_w: absent,
  carbon_intensity_g_per_kwh: absent,
});

const compute: CaseAdapter = {
  method: "cumulator",
  kind: "compute-and-communication",
  run: (inputs) => {
    const given = computeInputs.parse(inputs);
    const result = evaluate(
      cumulator,
      {
        time: given.duration_s ?? 0,
        ...(given.processors == null ? {} : { processors: given.processors }),
        ...(given.traffic_kb == null ? {} : { traffic: given.traffic_kb }),
        ...(given.tdp_w == null ? {} : { power: given.tdp_w }),
        ...(given.carbon_intensity_g_per_kwh == null ? {} : { intensity: given.carbon_intensity_g_per_kwh }),
      },
      [
        "computeCarbon",
        "networkCarbon",
        "carbon",
        "computeEnergy",
        "networkEnergy",
        "smartphonesCharged",
        "carKilometres",
      ],
    );
    return {
      computation_g: result.computeCarbon,
      communication_g: result.networkCarbon,
      total_g: result.carbon,
      energy_compute_kwh: result.computeEnergy,
      energy_network_kwh: result.networkEnergy,
      smartphones_charged: result.smartphonesCharged,
      // Kilometres, although the original names another unit.
      metres_driven: result.carKilometres,
    };
  },
};

const projectInputs = z.object({
  carbonalyser_g: absent,
  ml_simulations_g: absent,
  weekly_screen_s: absent,
  weeks: absent,
  meeting_min: absent,
  device_w: absent,
  meeting_w: absent,
  carbon_intensity_g_per_kwh: absent,
});

const project: CaseAdapter = {
  method: "cumulator",
  kind: "project-impact-statement",
  run: (inputs) => {
    const given = projectInputs.parse(inputs);
    const result = evaluate(
      cumulator,
      {
        browsingCarbon: given.carbonalyser_g ?? 0,
        simulationCarbon: given.ml_simulations_g ?? 0,
        screenTime: given.weekly_screen_s ?? 0,
        ...(given.weeks == null ? {} : { weeks: given.weeks }),
        ...(given.meeting_min == null ? {} : { meetingTime: given.meeting_min }),
        ...(given.device_w == null ? {} : { screenPower: given.device_w }),
        ...(given.meeting_w == null ? {} : { meetingPower: given.meeting_w }),
        ...(given.carbon_intensity_g_per_kwh == null ? {} : { intensity: given.carbon_intensity_g_per_kwh }),
      },
      ["projectCarbon", "projectKilometres"],
    );
    return { total_g: result.projectCarbon, km_car: result.projectKilometres };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const cumulatorCases: readonly CaseKind[] = [compute, project];
