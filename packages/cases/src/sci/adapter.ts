import { assume, defined, evaluate } from "@wattledger/core";
import { sci } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { sciBaselineServer } from "../impact-framework-sci/adapter.ts";

const absent = z.number().nullish();

const embodiedInputs = z.object({
  te_gco2e: z.number(),
  time_reserved_h: z.number(),
  expected_lifespan_h: z.number(),
  resources_reserved: absent,
  total_resources: absent,
});

const embodied: CaseAdapter = {
  method: "sci",
  kind: "sci.embodied",
  run: (inputs) => ({ m_gco2e: embodiedOf(embodiedInputs.parse(inputs)) }),
};

function embodiedOf(given: z.output<typeof embodiedInputs>): number {
  return evaluate(
    sci,
    {
      hardwareCarbon: given.te_gco2e,
      timeReserved: given.time_reserved_h,
      lifespan: given.expected_lifespan_h,
      ...(given.resources_reserved == null ? {} : { resourcesReserved: given.resources_reserved }),
      ...(given.total_resources == null ? {} : { totalResources: given.total_resources }),
    },
    ["embodied"],
  ).embodied;
}

/** Carbon, or its two parts, or what these come from. Certificates and the like are not looked at. */
const scoreInputs = embodiedInputs.partial().extend({
  energy_kwh: absent,
  it_energy_kwh: absent,
  pue: absent,
  carbon_intensity_g_per_kwh: absent,
  operational_gco2e: absent,
  m_gco2e: absent,
  carbon_gco2e: absent,
  functional_units: absent,
  functional_unit: z.string().nullish(),
});

type ScoreInputs = z.output<typeof scoreInputs>;

const fromCarbon = assume(sci, ["carbon"]);
const scores = ["score", "scorePerMillion", "scorePerBillion", "scorePerPeta"] as const;

const score: CaseAdapter = {
  method: "sci",
  kind: "sci.score",
  run: (inputs) => {
    const given = scoreInputs.parse(inputs);
    const operational = operationalOf(given);
    const parts = operational === undefined ? {} : { operational_gco2e: operational };
    const functionalUnits = given.functional_units ?? 0;
    if (functionalUnits === 0) return { ...parts, sci_g: null, error: "no functional unit was delivered" };
    const carbon = given.carbon_gco2e ?? carbonOf(operational, given);
    const result = evaluate(fromCarbon, { carbon, functionalUnits }, scores);
    return { ...parts, sci_g: result.score, ...namedFor(given.functional_unit ?? "unit", result) };
  },
};

function operationalOf(given: ScoreInputs): number | undefined {
  if (given.operational_gco2e != null) return given.operational_gco2e;
  const energy = given.energy_kwh ?? given.it_energy_kwh;
  if (energy == null) return undefined;
  // Energy of the machines alone comes with the facility's PUE; other energy contains it.
  return evaluate(
    sci,
    {
      itEnergy: energy,
      ...(given.energy_kwh == null && given.pue != null ? { pue: given.pue } : {}),
      ...(given.carbon_intensity_g_per_kwh == null ? {} : { intensity: given.carbon_intensity_g_per_kwh }),
    },
    ["operational"],
  ).operational;
}

const fromParts = assume(sci, ["operational", "embodied"]);

function carbonOf(operational: number | undefined, given: ScoreInputs): number {
  const hardware = embodiedInputs.safeParse(given);
  const embodiedCarbon = given.m_gco2e ?? (hardware.success ? embodiedOf(hardware.data) : undefined);
  return evaluate(
    fromParts,
    {
      ...defined({ operational, embodied: embodiedCarbon }),
    },
    ["carbon"],
  ).carbon;
}

/** The score under the names by which texts report it: per million tokens, per 10^15 operations. */
function namedFor(
  unit: string,
  result: Readonly<Record<(typeof scores)[number], number>>,
): Readonly<Record<string, number>> {
  const plural = `${unit.toLowerCase().replaceAll(/\W+/gu, "_").replace(/s$/u, "")}s`;
  // A unit that counts billions already, such as billions of parameters, is reported as it is.
  if (plural.startsWith("billion_")) return { [`sci_kg_per_${plural}`]: result.score / 1000 };
  return {
    [`sci_g_per_million_${plural}`]: result.scorePerMillion,
    [`sci_kg_per_billion_${plural}`]: result.scorePerBillion,
    ...(plural === "flops" ? { sci_g_per_pflop: result.scorePerPeta } : {}),
  };
}

const fromScore = assume(sci, ["score"]);

const aggregateInputs = z.object({
  components_sci_g: z.array(z.number()),
  same_functional_unit: z.boolean().nullish(),
});

const aggregate: CaseAdapter = {
  method: "sci",
  kind: "sci.aggregate",
  run: (inputs) => {
    const given = aggregateInputs.parse(inputs);
    if (given.same_functional_unit === false)
      return { sci_g: null, error: "components add up only with the same functional unit" };
    const [first = 0, ...others] = given.components_sci_g;
    const rows = others.map((one) => ({ score: one }));
    return { sci_g: evaluate(fromScore, { score: first, otherComponents: rows }, ["totalScore"]).totalScore };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const sciCases: readonly CaseKind[] = [aggregate, embodied, score, sciBaselineServer];
