import { WattledgerError, assume, evaluate } from "@wattledger/core";
import { deviceLifeCycle } from "@wattledger/methods";
import { recipeMidpoints } from "@wattledger/methods/device-life-cycle/recipe-2016";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const method = "lca-device";

type Category = keyof typeof recipeMidpoints;

const isCategory = (name: string): name is Category => Object.hasOwn(recipeMidpoints, name);

/** A category by its short name in the literature. */
const category = z.string().transform((short): Category => {
  const found = Object.entries(recipeMidpoints).find(([, midpoint]) => midpoint.short === short.toLowerCase());
  if (found !== undefined && isCategory(found[0])) return found[0];
  throw new WattledgerError("unknown-name", `ReCiPe 2016 has no midpoint "${short}".`);
});

const phases = { category, manufacturing: z.number() };

const totalInputs = z.object({ ...phases, use: z.number(), years: z.number() });

const total: CaseAdapter = {
  method,
  kind: "device.total",
  run: (inputs) => {
    const { category: of, manufacturing, use, years } = totalInputs.parse(inputs);
    const result = evaluate(
      deviceLifeCycle,
      { [`manufacturing.${of}`]: manufacturing, [`use.${of}`]: use, referenceLife: years, years },
      [`total.${of}`, `manufacturingShare.${of}`],
    );
    return { total: result[`total.${of}`], manufacturing_share: result[`manufacturingShare.${of}`] };
  },
};

const machineInputs = z.object({
  ...phases,
  use_over_reference_life: z.number(),
  reference_years: z.number(),
  years: z.number().nullish(),
});

function machineOf(given: z.output<typeof machineInputs>): Record<string, number> {
  return {
    [`manufacturing.${given.category}`]: given.manufacturing,
    [`use.${given.category}`]: given.use_over_reference_life,
    referenceLife: given.reference_years,
    // Kept for the reference life unless stated.
    years: given.years ?? given.reference_years,
  };
}

const lifetime: CaseAdapter = {
  method,
  kind: "device.lifetime",
  run: (inputs) => {
    const given = machineInputs.parse(inputs);
    const { category: of } = given;
    const result = evaluate(deviceLifeCycle, machineOf(given), [`total.${of}`, `yearly.${of}`]);
    return { total: result[`total.${of}`], per_year: result[`yearly.${of}`] };
  },
};

const taskInputs = z.object({ hours_used_per_year: z.number(), hours: z.number() });

const allocate: CaseAdapter = {
  method,
  kind: "device.allocate",
  run: (inputs) => {
    const given = machineInputs.parse(inputs);
    const { hours_used_per_year: yearlyTime, hours: taskTime } = taskInputs.parse(inputs);
    const task = `task.${given.category}` as const;
    return { total: evaluate(deviceLifeCycle, { ...machineOf(given), yearlyTime, taskTime }, [task])[task] };
  },
};

const option = z.object({ machines: z.number(), years_each: z.number() });
const compareInputs = z.object({ option_a: option, option_b: option });

const compare: CaseAdapter = {
  method,
  kind: "device.compare",
  run: (inputs) => {
    const given = machineInputs.parse(inputs);
    const { option_a: a, option_b: b } = compareInputs.parse(inputs);
    const { category: of } = given;
    const result = evaluate(
      deviceLifeCycle,
      {
        ...machineOf(given),
        machines: a.machines,
        years: a.years_each,
        otherMachines: b.machines,
        otherYears: b.years_each,
      },
      [`total.${of}`, `otherTotal.${of}`, `saved.${of}`],
    );
    return { a: result[`total.${of}`], b: result[`otherTotal.${of}`], saved: result[`saved.${of}`] };
  },
};

const printedInputs = z.object({
  printed_value: z.number(),
  candidate: category,
  manufacturing: z.number(),
  use: z.number(),
});

/** A printed total of some years may be of that category if it lies between what is paid once and that with all use. */
const consistency: CaseAdapter = {
  method,
  kind: "device.consistency",
  run: (inputs) => {
    const { candidate: of, manufacturing, use, printed_value: printed } = printedInputs.parse(inputs);
    const all = evaluate(deviceLifeCycle, { [`manufacturing.${of}`]: manufacturing, [`use.${of}`]: use }, [
      `machineTotal.${of}`,
    ]);
    return {
      between_manufacturing_and_total: printed >= manufacturing && printed <= all[`machineTotal.${of}`],
    };
  },
};

const budgetInputs = z.object({ digital_kg: z.number(), budget_kg: z.number() });

/** What is held against the budget is given as a whole. */
const ofTotal = assume(deviceLifeCycle, ["total.gwp"]);

const budget: CaseAdapter = {
  method,
  kind: "budget.share",
  run: (inputs) => {
    const { digital_kg: digital, budget_kg: given } = budgetInputs.parse(inputs);
    return { share: evaluate(ofTotal, { "total.gwp": digital, budget: given }, ["budgetShare"]).budgetShare };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const deviceLifeCycleCases: readonly CaseKind[] = [total, lifetime, allocate, compare, consistency, budget];
