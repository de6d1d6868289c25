import { assume, evaluate } from "@wattledger/core";
import { boaviztaServer, boaviztaServer24 } from "@wattledger/methods";
import * as z from "zod";
import { at, atEnds, completed, known } from "./attributes.ts";
import type { Attribute, End } from "./attributes.ts";
import { embeddedOf, numbered, partAttributes, powerOf, shownImpacts, useOf } from "./impacts.ts";
import { exactly } from "./part.ts";
import type { Part } from "./part.ts";
import type { Bounded } from "./rounding.ts";
import { rowOf } from "./tables.ts";
import type { Tables } from "./tables.ts";
import { shownUsage } from "./usage.ts";
import {
  bounds,
  isComplete,
  makingByName,
  partImpacts,
  powerOfAll,
  serverOf,
  serverRequest,
  unknownLife,
} from "./whole.ts";
import type { PartInUse, Question, Server } from "./whole.ts";

const archetypeQuery = z.looseObject({ archetype: z.string() });
const defaultServer = "platform_compute_medium";

/** A server of a request or of a profile. */
export function serverFootprint({ tables, criteria, hours }: Question, request: unknown, query: unknown): unknown {
  const name = archetypeQuery.safeParse(query).data?.archetype ?? defaultServer;
  const profile = rowOf(tables.servers, "id", name);
  const server = serverOf({ tables, criteria }, profile, serverRequest.nullish().parse(request));
  const { usage, parts } = server;
  const lifetime = usage.lifetime ?? unknownLife;
  const duration = hours ?? lifetime.value;
  const power = usage.meanPower === undefined ? serverPower(tables, server) : bounds(usage.meanPower);
  const shownParts = withPower(server);
  return {
    impacts: shownImpacts(
      criteria,
      (criterion) => ({
        embedded: serverEmbedded(tables, parts, criterion, lifetime, duration),
        use: useOf(tables, criterion, power, usage, usage, duration),
      }),
      true,
    ),
    resolved: known({
      ...shownUsage(tables, usage, criteria),
      avg_power: usage.meanPower ?? completed(power, "W"),
      hours_life_time: { ...lifetime, status: "COMPLETED" },
      units: { value: 1, min: 1, max: 1, status: "ARCHETYPE" },
    }),
    components: numbered(
      shownParts.map(({ part, power: own }) => ({
        name: part.name,
        shown: {
          resolved: partAttributes(part, own),
          impacts: shownImpacts(
            criteria,
            (criterion) =>
              partImpacts(tables, criterion, { part, power: own }, 1, isComplete(parts, criterion), lifetime, duration),
            false,
          ),
        },
      })),
    ),
  };
}

const given = [
  "cpu.making.gwp",
  "gpu.making.gwp",
  "memoryMaking.gwp",
  "driveMaking.gwp",
  "hardDiskMaking.gwp",
  "powerSupplyMaking.gwp",
  "enclosureMaking.gwp",
  "cpu.power",
  "memoryPower",
] as const;

/** The server's graph with its parts given: what remains is how they add up. */
const joined24 = assume(boaviztaServer24, given);
const joined = assume(boaviztaServer, given);

/** Making of the parts. If one part has no factor for the criterion, that of a generic server with any parts. */
function serverEmbedded(
  tables: Tables,
  parts: readonly Part[],
  criterion: string,
  lifetime: Attribute<number>,
  hours: number,
): Bounded | null {
  const makings = makingByName(parts, criterion);
  const generic = tables.wholeDevices["server"]?.[criterion];
  if (makings === undefined) return generic === undefined ? null : embeddedOf(exactly(generic), lifetime, hours);
  const of = (name: string) => makings.get(name) ?? exactly(0);
  const making = atEnds((end) => {
    const inputs = {
      "assemblyFactor.gwp": of("ASSEMBLY")[end],
      "boardFactor.gwp": of("MOTHERBOARD")[end],
      "cpu.making.gwp": of("CPU")[end],
      "gpu.making.gwp": of("GPU")[end],
      "memoryMaking.gwp": of("RAM")[end],
      "driveMaking.gwp": of("SSD")[end],
      "hardDiskMaking.gwp": of("HDD")[end],
      "powerSupplyMaking.gwp": of("POWER_SUPPLY")[end],
      "enclosureMaking.gwp": of("CASE")[end],
    };
    return evaluate(joined24, inputs, ["making.gwp"])["making.gwp"];
  });
  return embeddedOf(making, lifetime, hours);
}

function serverPower({ release }: Tables, { parts, usage }: Server): Bounded {
  const card = parts.find(({ name }) => name === "GPU");
  return atEnds((end) => {
    const inputs = {
      "cpu.power": powerOfAll(parts, "CPU")[end],
      memoryPower: powerOfAll(parts, "RAM")[end],
      gpus: card?.units.value ?? 0,
      ...drivesIn(parts, end),
      gpuPower: card?.usage.meanPower === undefined ? 0 : at(card.usage.meanPower, end),
      otherConsumption: usage.otherConsumption === undefined ? 0 : at(usage.otherConsumption, end),
    };
    if (release === "2.5.0") return evaluate(joined, inputs, ["power"]).power;
    const { drives: _, hardDisks: __, "ssd.drivePower": ___, hardDiskPower: ____, ...before } = inputs;
    return evaluate(joined24, before, ["power"]).power;
  });
}

/** How many drives there are, and what one draws: since release 2.5, at any load. */
export function drivesIn(parts: readonly Part[], end: End): Readonly<Record<DriveInput, number>> {
  const countOf = (name: string): number =>
    parts.reduce((sum, part) => sum + (part.name === name ? part.units.value : 0), 0);
  return {
    drives: countOf("SSD"),
    hardDisks: countOf("HDD"),
    "ssd.drivePower": { min: 2, value: 8, max: 20 }[end],
    hardDiskPower: { min: 5.4, value: 6.4, max: 9.4 }[end],
  };
}

type DriveInput = "drives" | "hardDisks" | "ssd.drivePower" | "hardDiskPower";

/**
 * Each part with the power that the original shows of it: where the whole is modelled, a group of memory is shown with that
 * of the groups before it.
 */
function withPower({ parts, usage }: Server): readonly PartInUse[] {
  let memory = exactly(0);
  return parts.map((part) => {
    if (usage.meanPower !== undefined || part.power === undefined) return { part, power: powerOf(part) };
    const own = part.power(part.usage.load);
    const modelled: Part = { ...part, usage: { ...part.usage, meanPower: undefined } };
    if (part.name !== "RAM") return { part: modelled, power: own };
    const before = memory;
    memory = atEnds((end) => before[end] + own[end]);
    return { part: modelled, power: memory };
  });
}
