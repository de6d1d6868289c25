import { assume, evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { codecarbon } from "@wattledger/methods";
import {
  codecarbonFuels,
  codecarbonIntensity,
  codecarbonSources,
  mixGrams,
} from "@wattledger/methods/codecarbon-places";
import type { CodecarbonRelease } from "@wattledger/methods/codecarbon-places";
import * as z from "zod";
import { pythonFloat } from "../python-numbers.ts";
import type { ReleaseAdapter } from "./release.ts";

const absent = z.number().nullish();
const word = z.string().nullish();

/** Options of the original that a run is accounted with. */
export const optionsSchema = z.object({
  country_iso_code: word,
  region: word,
  cloud_provider: word,
  cloud_region: word,
  force_carbon_intensity_g_co2e_kwh: z.unknown().optional(),
  pue: absent,
  wue: absent,
});

/** Options of the original's look-up of an intensity. */
export type Options = z.infer<typeof optionsSchema>;

/** Intensity by the options, kgCO2e/kWh; one that is forced but not a number of at least 0, even as text, is ignored. */
export function intensityOf(
  { force_carbon_intensity_g_co2e_kwh: given, ...place }: Options,
  release: CodecarbonRelease,
): number {
  const forced = pythonFloat(given);
  if (forced !== undefined && forced >= 0) return forced / 1000;
  const { country_iso_code: country, region, cloud_provider: provider, cloud_region: cloudRegion } = place;
  return codecarbonIntensity(
    {
      country: country ?? "",
      ...(region == null ? {} : { region }),
      ...(provider == null || cloudRegion == null ? {} : { cloud: { provider, region: cloudRegion } }),
    },
    release,
  );
}

const mixInputs = z.object({ mix_twh: recordOf(z.unknown()) });

const mixToIntensity: ReleaseAdapter = {
  kind: "mix-to-intensity",
  run: (inputs, { release }) => {
    const { mix_twh: mix } = mixInputs.parse(inputs);
    const stated = mix["carbon_intensity"];
    // Release 3.3.0 takes 0 for missing.
    if (typeof stated === "number" && (stated !== 0 || release !== "3.3.0")) return { kg_per_kwh: stated / 1000 };
    const generation = numbersOf(mix, /^(?<source>.*)_TWh$/u);
    const grams = mixGrams(generation, codecarbonSources(release), generation["total"] ?? 0, "mixIntensity");
    return { kg_per_kwh: grams / 1000 };
  },
};

const regionMixInputs = z.object({ mix: recordOf(z.unknown()) });

const regionMixToIntensity: ReleaseAdapter = {
  kind: "region-mix-to-intensity",
  run: (inputs) => {
    const shares = numbersOf(regionMixInputs.parse(inputs).mix, /^(?<source>.*)$/u);
    return { kg_per_kwh: mixGrams(shares, codecarbonFuels, shares["total"] ?? 0, "regionIntensity") / 1000 };
  },
};

/** The numbers among the values, by the source that their key names. */
function numbersOf(mix: Readonly<Record<string, unknown>>, pattern: RegExp): Readonly<Record<string, number>> {
  const entries = Object.entries(mix).flatMap(([key, value]) => {
    const source = pattern.exec(key)?.groups?.["source"];
    return source === undefined || typeof value !== "number" ? [] : [[source, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Conversion starts from a known energy. */
const known = assume(codecarbon, ["energy"]);

const privateInputs = z.object({
  country: z.string(),
  region: word,
  energy_kwh: z.number(),
  forced_g_per_kwh: absent,
});

const privateEmissions: ReleaseAdapter = {
  kind: "private-emissions",
  run: (inputs, { release }) => {
    const { country, region, energy_kwh: energy, forced_g_per_kwh: forced } = privateInputs.parse(inputs);
    const intensity = intensityOf(
      { country_iso_code: country, region, force_carbon_intensity_g_co2e_kwh: forced },
      release,
    );
    return { kg_co2e: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
};

const cloudInputs = z.object({
  provider: z.string(),
  region: z.string(),
  fallback_country: word,
  energy_kwh: z.number(),
});

const cloudEmissions: ReleaseAdapter = {
  kind: "cloud-emissions",
  run: (inputs, { release }) => {
    const { provider, region, fallback_country: country, energy_kwh: energy } = cloudInputs.parse(inputs);
    const intensity = codecarbonIntensity({ country: country ?? "", cloud: { provider, region } }, release);
    return { kg_co2e: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
};

const liveInputs = z.object({ energy_kwh: z.number(), response: z.object({ carbonIntensity: z.number() }) });

const liveIntensity: ReleaseAdapter = {
  kind: "live-intensity",
  run: (inputs) => {
    const { energy_kwh: energy, response } = liveInputs.parse(inputs);
    const intensity = response.carbonIntensity / 1000;
    return { kg_co2e: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
  // What is asked of the service is plumbing; its answer times the energy is not.
  comparable: (values) => ({ kg_co2e: z.looseObject({ kg_co2e: z.number() }).parse(values).kg_co2e }),
};

/** Kinds of cases of the intensity of electricity. */
export const intensityCases: readonly ReleaseAdapter[] = [
  liveIntensity,
  mixToIntensity,
  regionMixToIntensity,
  privateEmissions,
  cloudEmissions,
];
