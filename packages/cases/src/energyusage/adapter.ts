import { WattledgerError, assume, evaluate } from "@wattledger/core";
import type { Inputs } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { energyusage } from "@wattledger/methods";
import { findEnergyusagePlace } from "@wattledger/methods/energyusage-places";
import type { EnergyusagePlace } from "@wattledger/methods/energyusage-places";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();
const powers = recordOf(z.number());

const runInputs = z.object({
  rapl_domains_baseline_w: powers,
  rapl_domains_running_w: powers,
  multiple_packages: z.boolean(),
  gpu_baseline_w: absent,
  gpu_running_w: absent,
  duration_s: z.number(),
  psu_efficiency: absent,
  location: z.string(),
});

const baselineSubtractedRun: CaseAdapter = {
  method: "energyusage",
  kind: "baseline-subtracted-run",
  run: (inputs, compatibility) => {
    const given = runInputs.parse(inputs);
    const place = placeOf(given.location, compatibility);
    const domains = Object.entries(given.rapl_domains_running_w).map(([name, running]) => ({
      kind: kindOf(name, given.multiple_packages),
      baseline: given.rapl_domains_baseline_w[name] ?? 0,
      running,
    }));
    const { gpu_baseline_w: baseline, gpu_running_w: running } = given;
    const result = evaluate(
      energyusage,
      {
        domains: running == null ? domains : [...domains, { kind: "gpu", baseline: baseline ?? 0, running }],
        duration: given.duration_s,
        coresTwice: compatibility ? "yes" : "no",
        ...(given.psu_efficiency == null ? {} : { supplyEfficiency: given.psu_efficiency }),
        ...placeInputs(place),
      },
      ["baselinePower", "runningPower", "energy", "carbon"],
    );
    return {
      baseline_w: result.baselinePower,
      running_w: result.runningPower,
      energy_kwh: result.energy,
      mix_percent_coal_oil_gas_low: mixOf(place),
      carbon_kg: result.carbon,
      state_lb_per_mwh: place.kind === "state" ? place.poundsPerMegawattHour : 0,
    };
  },
};

/** One package is called Package, several CPU0, CPU1; the bare CPU next to them is the domain of the cores. */
function kindOf(name: string, several: boolean): "package" | "core" | "dram" {
  if (!several) return name === "Package" ? "package" : "dram";
  if (/CPU\d/u.test(name)) return "package";
  return name.includes("CPU") ? "core" : "dram";
}

/** The place, the US for an unknown one: the grid of the US, or by the original's mistake its primary energy. */
function placeOf(location: string, compatibility: boolean): EnergyusagePlace {
  const name = location === "Unknown" ? (compatibility ? "United States" : "U.S.") : location;
  const place = findEnergyusagePlace(name);
  if (place !== undefined) return place;
  throw new WattledgerError("unknown-name", `energyusage has no place called "${location}".`);
}

type PlaceInput = "accounting" | "rate" | "coalShare" | "petroleumShare" | "gasShare";

function placeInputs(place: EnergyusagePlace): Inputs<PlaceInput> {
  if (place.kind === "state") return { accounting: "rate", rate: place.poundsPerMegawattHour };
  const { coal, petroleum, gas } = place.percent;
  return {
    accounting: "mix",
    rate: 0,
    coalShare: shareOf(coal),
    petroleumShare: shareOf(petroleum),
    gasShare: shareOf(gas),
  };
}

/** Where there is one source alone, parts over total come out a little above the whole. */
function shareOf(percent: number): number {
  return Math.min(1, percent / 100);
}

function mixOf({ percent: { coal, petroleum, gas, lowCarbon } }: EnergyusagePlace): readonly number[] {
  return [coal, petroleum, gas, lowCarbon];
}

/** Conversion starts from a known energy, equivalences from a known carbon. */
const knownEnergy = assume(energyusage, ["energy"]);
const knownCarbon = assume(energyusage, ["carbon"]);

const emissionInputs = z.object({ energy_kwh: z.number(), location: z.string() });

const emissionPerKilowattHour: CaseAdapter = {
  method: "energyusage",
  kind: "emission-per-kwh",
  run: (inputs, compatibility) => {
    const given = emissionInputs.parse(inputs);
    const place = placeOf(given.location, compatibility);
    const { carbon } = evaluate(knownEnergy, { energy: given.energy_kwh, ...placeInputs(place) }, ["carbon"]);
    return { mix_percent_coal_oil_gas_low: mixOf(place), carbon_kg: carbon };
  },
};

const constantsInputs = z.object({ energy_kwh: z.number() });

const constants: CaseAdapter = {
  method: "energyusage",
  kind: "constants",
  run: (inputs) => {
    const { energy_kwh: energy } = constantsInputs.parse(inputs);
    const all = { energy, coalShare: 1, petroleumShare: 1, gasShare: 1 };
    const result = evaluate(knownEnergy, all, ["coalCarbon", "petroleumCarbon", "gasCarbon"]);
    return { coal_kg: result.coalCarbon, oil_kg: result.petroleumCarbon, gas_kg: result.gasCarbon };
  },
};

const equivalenceInputs = z.object({ carbon_kg: z.number() });

const equivalence: CaseAdapter = {
  method: "energyusage",
  kind: "equivalence",
  run: (inputs, compatibility) => {
    const { carbon_kg: carbon } = equivalenceInputs.parse(inputs);
    const result = evaluate(knownCarbon, { carbon, equivalentsAsCoded: compatibility ? "yes" : "no" }, [
      "miles",
      "television",
      "householdShare",
    ]);
    return {
      miles: result.miles,
      tv_minutes: result.television,
      // The original prints its ratio with a per cent sign behind it.
      household_share_percent: compatibility ? result.householdShare : 100 * result.householdShare,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const energyusageCases: readonly CaseKind[] = [
  baselineSubtractedRun,
  emissionPerKilowattHour,
  constants,
  equivalence,
];
