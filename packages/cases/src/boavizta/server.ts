import { assume, evaluate } from "@wattledger/core";
import { boaviztaServer, boaviztaServer24 } from "@wattledger/methods";
import * as z from "zod";
import { at, atEnds } from "./attributes.ts";
import type { End } from "./attributes.ts";
import { powerOf } from "./impacts.ts";
import { exactly } from "./part.ts";
import type { Part } from "./part.ts";
import type { Bounded } from "./rounding.ts";
import { shownPower, shownWhole } from "./shown-whole.ts";
import { rowOf } from "./tables.ts";
import type { Tables } from "./tables.ts";
import { shownUsage } from "./usage.ts";
import { powerOfAll, serverOf, serverRequest } from "./whole.ts";
import type { PartInUse, Question, Server } from "./whole.ts";

const archetypeQuery = z.looseObject({ archetype: z.string() });
const defaultServer = "platform_compute_medium";

/** A server of a request or of a profile. */
export function serverFootprint({ tables, criteria, hours }: Question, request: unknown, query: unknown): unknown {
  const name = archetypeQuery.safeParse(query).data?.archetype ?? defaultServer;
  const profile = rowOf(tables.servers, "id", name);
  const server = serverOf({ tables, criteria }, profile, serverRequest.nullish().parse(request));
  const { usage } = server;
  return shownWhole(
    { tables, criteria, hours },
    {
      usage,
      modelledPower: () => serverPower(tables, server),
      parts: withPower(server).map((one) => ({ ...one, share: 1 })),
      genericShare: 1,
      making: (inputs) => evaluate(joined24, inputs, ["making.gwp"])["making.gwp"],
      attributes: (power) => ({
        ...shownUsage(tables, usage, criteria),
        avg_power: shownPower(usage, power),
        units: { value: 1, min: 1, max: 1, status: "ARCHETYPE" },
      }),
    },
  );
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
