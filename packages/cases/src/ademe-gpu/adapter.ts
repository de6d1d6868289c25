import { evaluate } from "@wattledger/core";
import { ademeGpu } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const inputsOfCard = z.object({
  mass_g: z.number(),
  casing_g: z.number(),
  heatsink_g: z.number(),
  board_cm2: z.number(),
  memory_gb: z.number(),
  memory_dies: z.number(),
  die_mm2: z.number(),
  memory_die_mm2: z.number().optional(),
});

const card: CaseAdapter = {
  method: "ademe-gpu",
  kind: "card",
  run: (inputs, compatibility) => {
    const given = inputsOfCard.parse(inputs);
    const result = evaluate(ademeGpu, {
      mass: given.mass_g / 1000,
      casingMass: given.casing_g / 1000,
      heatSinkMass: given.heatsink_g / 1000,
      boardArea: given.board_cm2,
      memory: given.memory_gb,
      // A card without memory has no die to divide it by.
      memoryDies: Math.max(given.memory_dies, 1),
      dieArea: given.die_mm2,
      ...(given.memory_die_mm2 === undefined ? {} : { memoryDieArea: given.memory_die_mm2 }),
      ...(compatibility && { memoryCount: "one-die" }),
    });
    return {
      gwp_kg: result["total.gwp"],
      adpe_kgsb: result["total.adpe"],
      adpf_mj: result["total.fossil"],
      parts_gwp_kg: {
        casing: result["casing.gwp"],
        heatsink: result["heatSink.gwp"],
        board: result["board.gwp"],
        die: result["processor.gwp"],
        memory: result["video.gwp"],
        transport: result["transport.gwp"],
        end_of_life: result["endOfLife.gwp"],
      },
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const ademeGpuCases: readonly CaseKind[] = [card];
