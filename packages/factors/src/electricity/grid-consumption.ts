import { fail, ok } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { nearestSentence } from "../family/similar.ts";
import { resolvePlace } from "../places/place.ts";
import { servingZones } from "../places/serving-zones.ts";
import { heldZones, zoneFactor } from "./electricity-maps.ts";

/**
 * Carbon intensity of the electricity that a zone or country consumes: life-cycle, with trade traced, annual mean,
 * location-based, after Electricity Maps. The family `grid` takes zones from here, and countries from Ember.
 */
export const gridConsumption: FactorFamily = factorFamily({
  id: "grid.consumption",
  title: "Carbon intensity of electricity consumed, life cycle",
  unit: "gCO2e/kWh",
  usual: [1, 1500],
  critique: [
    "An annual mean. Hours of a day differ several times, which matters for work that can wait.",
    "By consumption. Do not add it to, or rank it with, figures by production, such as those of countries in the family grid.",
    "Flows between zones are traced as if electricity mixed at each border. Contracts across borders are not included.",
  ],
  key: {
    name: "zone",
    help: "Country, zone of Electricity Maps or cloud region; optionally with a year from 2021 to 2025",
    examples: ["FR", "SE-SE3", "US-CAL-CISO", "DE 2022", "aws:us-west-2"],
  },
  find: findConsumption,
  heldKeys: heldZones,
});

async function findConsumption(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const [, name = "", digits] = /^(.*?)(?:\s+(20\d\d))?\s*$/su.exec(key ?? "") ?? [];
  if (name.trim() === "") return fail(noFigure("No zone was given, and no world figure is known."));
  const place = await resolvePlace(name);
  if (!place.ok) return place;
  if (place.value.kind === "region")
    return fail(noFigure(`No figure by consumption is known for ${place.value.name}.`));
  const { country, zone = country.iso2, guessed, steps } = place.value;
  if (guessed === true) return fail(noFigure("A time zone only suggests a country."));
  const year = digits === undefined ? undefined : Number(digits);
  const { first, others, step } = servingZones(place.value, zone);
  const factor = await zoneFactor("grid.consumption", first, { year, otherZones: others });
  if (factor !== undefined) return ok({ factor, matched: first, fallbacks: [...steps, ...step] });
  const when = year === undefined ? "" : ` in ${year}`;
  return fail(
    noFigure(`No figure by consumption is known for ${zone}${when}.${nearestSentence(zone, await heldZones())}`),
  );
}

function noFigure(what: string): NoFactor {
  return {
    kind: "no-factor",
    message: `${what} Name a country or one of its zones; the family grid has figures for more places.`,
  };
}
