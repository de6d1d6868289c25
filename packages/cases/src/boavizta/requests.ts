import * as z from "zod";
import { usageRequest } from "./usage.ts";

const number = z.number().nullish();
const text = z.string().nullish();
const usage = usageRequest.nullish();

/** What a request says of each kind of component. */
export const componentRequests = {
  cpu: z.looseObject({
    units: number,
    core_units: number,
    die_size: number,
    die_size_per_core: number,
    model_range: text,
    family: text,
    name: text,
    tdp: number,
    usage,
  }),
  ram: z.looseObject({ units: number, capacity: number, density: number, process: number, manufacturer: text, usage }),
  disk: z.looseObject({
    units: number,
    type: text,
    capacity: number,
    density: number,
    manufacturer: text,
    layers: number,
    usage,
  }),
  gpu: z.looseObject({
    units: number,
    name: text,
    manufacturer: text,
    weight: number,
    heatsink_weight: number,
    casing_weight: number,
    pwb_surface: number,
    gpu_surface: number,
    vram: number,
    vram_dies: number,
    vram_surface: number,
    transport_boat: number,
    transport_truck: number,
    transport_plane: number,
    usage,
  }),
  powerSupply: z.looseObject({ units: number, unit_weight: number, usage }),
  case: z.looseObject({ units: number, case_type: text, usage }),
} as const;

/** A request for a kind of component. */
export type ComponentRequest<Kind extends keyof typeof componentRequests> = z.output<(typeof componentRequests)[Kind]>;
