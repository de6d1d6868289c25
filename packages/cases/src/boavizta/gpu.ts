import { assume, defined, evaluate } from "@wattledger/core";
import { boaviztaGpu } from "@wattledger/methods";
import { completed, known, stated } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import { mostAlike, tokenSetRatio } from "./names.ts";
import { exactly, makingOf, numberOf, unitsOf } from "./part.ts";
import type { Context, Part } from "./part.ts";
import type { ComponentRequest } from "./requests.ts";
import { numberIn } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";
import { usageOf } from "./usage.ts";

/** GPU with its areas on the wafer taken as given: requests state the effective area of the die. */
const cardGraph = assume(boaviztaGpu, ["effectiveDieArea", "effectiveMemoryArea"]);

/** Names above this likeness count as the same. */
const likeness = 80;

/** The card that the list has under a name or a similar one; undefined for a word without meaning. */
function namedCard({ gpus }: Tables, name: string | undefined): Row | undefined {
  if (name === undefined || name === "" || gpus.length === 0) return undefined;
  const names = gpus.map((row) => (row.get("name") ?? "").toLowerCase());
  const { index, score } = mostAlike(name.toLowerCase(), names, (a, b) => tokenSetRatio(a, b));
  return score > likeness ? gpus[index] : undefined;
}

/**
 * GPUs. In release 2.4 a card has the default's die, mass and board, even if a profile states more than the memory; since 2.5 what
 * the list of cards has under its name.
 */
export function gpuPart(request: ComponentRequest<"gpu">, context: Context): Part {
  const { tables, profile } = context;
  const units = unitsOf(request, context);
  const archetype = tables.componentArchetypes.find(({ component }) => component === "gpu") ?? {};
  const card = namedCard(tables, request.name ?? profile.get("GPU.name") ?? undefined);
  const ofCard = (column: string, unit?: string): Attribute<number> | undefined => {
    const value = card === undefined ? undefined : numberIn(card, column);
    return value === undefined ? undefined : completed(exactly(value), unit);
  };
  const ofDefault = (
    value: number | null | undefined,
    column: string,
    unit?: string,
    listed?: string,
  ): Attribute<number> => {
    const usual = Number(archetype[column]);
    return (
      stated(value, unit) ??
      (listed === undefined ? undefined : ofCard(listed, unit)) ?? {
        value: usual,
        min: usual,
        max: usual,
        status: "ARCHETYPE",
        ...defined({ unit }),
      }
    );
  };
  const memory =
    stated(request.vram, "gb") ?? ofCard("memory_gb", "gb") ?? numberOf(request.vram, "vram", "gb", context);
  const dies = ofDefault(request.vram_dies, "vram_dies", undefined, "memory_dies");
  const areas = evaluate(
    boaviztaGpu,
    { memory: memory.value, memoryDies: dies.value, dieArea: Number(archetype["gpu_surface"]) },
    ["effectiveDieArea", "effectiveMemoryArea"],
  );
  const die = stated(request.gpu_surface, "mm2") ??
    ofCard("effective_die_mm2", "mm2") ?? {
      ...exactly(areas.effectiveDieArea),
      status: "ARCHETYPE" as const,
      unit: "mm2",
    };
  const memoryArea = stated(request.vram_surface, "mm2") ?? completed(exactly(areas.effectiveMemoryArea), "mm2");
  const parts = {
    weight: ofDefault(request.weight, "weight", "kg", "mass_kg"),
    heatsink_weight: ofDefault(request.heatsink_weight, "heatsink_weight", "kg", "heatsink_kg"),
    pwb_surface: ofDefault(request.pwb_surface, "pwb_surface", "cm2", "board_cm2"),
    casing_weight: ofDefault(request.casing_weight, "casing_weight", "kg", "casing_kg"),
    transport_boat: ofDefault(request.transport_boat, "transport_boat", "km"),
    transport_truck: ofDefault(request.transport_truck, "transport_truck", "km"),
    transport_plane: ofDefault(request.transport_plane, "transport_plane", "km"),
  };
  const inputs = {
    units: units.value,
    mass: parts.weight.value,
    heatSinkMass: parts.heatsink_weight.value,
    casingMass: parts.casing_weight.value,
    boardArea: parts.pwb_surface.value,
    boat: parts.transport_boat.value,
    truck: parts.transport_truck.value,
    plane: parts.transport_plane.value,
    effectiveDieArea: die.value,
    effectiveMemoryArea: memoryArea.value,
  };
  const figures = tables.gpuFactors;
  const factors = {
    casingFactor: figures["casing"],
    heatSinkFactor: figures["heatsink"],
    boardFactor: figures["pwb"],
    dieFactor: figures["gpu"],
    memoryFactor: figures["vram"],
    supplyFactor: figures["upstream_transport"],
    boatFactor: figures["transport_boat"],
    truckFactor: figures["transport_truck"],
    planeFactor: figures["transport_plane"],
    endOfLifeFactor: figures["end_of_life"],
  };
  return {
    name: "GPU",
    // A card's name is repeated, and has no effect.
    attributes: known({
      units,
      name: stated(request.name),
      manufacturer: stated(request.manufacturer),
      ...parts,
      gpu_surface: die,
      vram: memory,
      vram_dies: dies,
      vram_surface: memoryArea,
    }),
    units,
    usage: usageOf(tables, request.usage, profile),
    making: makingOf(cardGraph, factors, () => inputs),
  };
}
