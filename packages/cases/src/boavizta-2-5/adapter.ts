import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import { boaviztaModels } from "../boavizta/adapter.ts";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const results = z.looseObject({ impacts: recordOf(z.looseObject({ unit: z.string().optional() })) });

/** Final energy is in kWh since release 2.5: its number was in kWh before, too, and its unit said MJ. */
function withUnit(shown: unknown): unknown {
  const parsed = results.safeParse(shown);
  const energy = parsed.data?.impacts["fe"];
  if (!parsed.success || energy === undefined) return shown;
  return { ...parsed.data, impacts: { ...parsed.data.impacts, fe: { ...energy, unit: "kWh" } } };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const boavizta25Cases: readonly CaseKind[] = boaviztaModels("boavizta-2.5", "2.5.0").map(
  (adapter): CaseAdapter => ({ ...adapter, run: async (...given) => withUnit(await adapter.run(...given)) }),
);
