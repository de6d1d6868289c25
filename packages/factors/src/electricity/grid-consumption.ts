import { fail, ok } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { heldZones, zoneFactor } from "./electricity-maps.ts";
import { resolvePlace } from "../places/place.ts";
import { servingZones } from "../places/serving-zones.ts";
import { nearestSentence } from "../family/similar.ts";

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
    "An annual mean: the hours of a day differ by factors, which matters for work that can wait.",
    "Of consumption: not to be added to, or ranked with, figures of production such as those of countries in the family grid.",
    "Flows between zones are traced as if electricity mixed at each border; contracts across it are not in it.",
  ],
  key: {
    name: "zone",
    help: "Country, zone of Electricity Maps or cloud region; a year of 2021 to 2025 may follow",
    examples: ["FR", "SE-SE3", "US-CAL-CISO", "DE 2022", "aws:us-west-2"],
  },
  find: findConsumption,
  heldKeys: heldZones,
});

async function findConsumption(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const [, name = "", digits] = /^(.*?)(?:\s+(20\d\d))?\s*$/su.exec(key ?? "") ?? [];
  if (name.trim() === "") return fail(noFigure("No zone was given, and there is no figure of the world."));
  const place = await resolvePlace(name);
  if (!place.ok) return place;
  if (place.value.kind === "region") return fail(noFigure(`No figure of consumption is held for ${place.value.name}.`));
  const { country, zone = country.iso2, guessed, steps } = place.value;
  if (guessed === true) return fail(noFigure("A time zone only suggests a country."));
  const year = digits === undefined ? undefined : Number(digits);
  const { first, others, step } = servingZones(place.value, zone);
  const factor = await zoneFactor("grid.consumption", first, { year, otherZones: others });
  if (factor !== undefined) return ok({ factor, matched: first, fallbacks: [...steps, ...step] });
  const when = year === undefined ? "" : ` in ${year}`;
  return fail(
    noFigure(`No figure of consumption is held for ${zone}${when}.${nearestSentence(zone, await heldZones())}`),
  );
}

function noFigure(what: string): NoFactor {
  return {
    kind: "no-factor",
    message: `${what} Name a country or one of its zones; the family grid falls back further.`,
  };
}
