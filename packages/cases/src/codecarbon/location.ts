import { WattledgerError } from "@wattledger/core";
import { findCloudRegion, resolvePlace } from "@wattledger/factors";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";

// Where a machine is, from what services told the original: our own reading of the same answers.

const told = z.object({
  country_code3: z.string(),
  region: z.string(),
  latitude: z.string(),
  longitude: z.string(),
});

/** The place that CodeCarbon takes in silence if neither service answers. */
const silentDefault = { iso3: "CAN", country: "Canada", region: "quebec", lat: 46.8, lon: -71.2, iso2: "CA" };

const geoResolution: CaseAdapter = {
  method: "codecarbon",
  kind: "geo-resolution",
  run: async (inputs, compatibility) => {
    const { primary } = z.object({ primary: told.nullable(), backup: z.null() }).parse(inputs);
    if (primary === null) {
      return compatibility
        ? silentDefault
        : { iso3: null, country: null, region: null, lat: null, lon: null, iso2: null };
    }
    const place = await resolvePlace(primary.country_code3);
    if (!place.ok || place.value.kind !== "country") throw unknownPlace(primary.country_code3);
    const { iso3, iso2, name } = place.value.country;
    return {
      iso3,
      iso2,
      country: name,
      region: primary.region.toLowerCase(),
      lat: Number(primary.latitude),
      lon: Number(primary.longitude),
    };
  },
};

const metadata = z.object({
  metadata_service: z.object({
    provider: z.enum(["AWS", "GCP"]),
    metadata: z.object({ region: z.string().optional(), zone: z.string().optional() }),
  }),
});

const cloudDetection: CaseAdapter = {
  method: "codecarbon",
  kind: "cloud-detection",
  run: async (inputs, compatibility) => {
    const { provider, metadata: said } = metadata.parse(inputs).metadata_service;
    // The original drops a cloud that publishes no intensities, and reads one digit of Google's region.
    if (compatibility && provider === "AWS") return { provider: null, region: null, private: true };
    const name = said.region ?? said.zone?.split("/").at(-1) ?? "";
    const region = await findCloudRegion(`${provider.toLowerCase()}:${name}`);
    if (region === undefined) throw unknownPlace(name);
    const bare = region.key.slice(region.provider.length + 1);
    return {
      provider: region.provider,
      region: compatibility ? bare.replace(/(?<=\d)\d+$/u, "") : bare,
      private: false,
    };
  },
};

function unknownPlace(name: string): WattledgerError {
  return new WattledgerError("bad-input", `The place ${name} of a case is not known.`);
}

/** Cases of where a machine is. */
export const locationCases: readonly CaseAdapter[] = [geoResolution, cloudDetection];
