import { fail, ok } from "@wattledger/core";
import type { Quantity, Result } from "@wattledger/core";
import { accountRun } from "../account/account.ts";
import type { AccountedRun } from "../account/account.ts";
import type { JobTotals } from "./job-totals.ts";
import type { NodeTotals } from "./node-totals.ts";

/** A job's figures: the sum of its nodes. Nodes without a record are filled with the mean of the others. */
export interface AccountedJob {
  /** The figures that add up over nodes. */
  readonly figures: Readonly<Record<JobFigure, Quantity>>;
  readonly nodes: readonly { readonly node: NodeTotals; readonly accounted: AccountedRun }[];
}

/** Results of the method `measured` that may be added over nodes. */
export type JobFigure = (typeof jobFigures)[number];

const jobFigures = ["energy", "carbon", "water", "embodied", "restOfNode", "facilityOverhead"] as const;

/** The footprint of a job. Fails for invalid input, such as an unknown zone, and for a job without a measured node. */
export async function accountJob(totals: JobTotals): Promise<Result<AccountedJob, string>> {
  const nodes: AccountedJob["nodes"][number][] = [];
  for (const node of totals.nodes) {
    const accounted = await accountRun(
      node.started,
      node.measurement,
      totals.ranks.failed > 0 ? "failed" : "succeeded",
    );
    if (!accounted.ok) return fail(accounted.error.map(({ message }) => message).join(" "));
    nodes.push({ node, accounted: accounted.value });
  }
  if (nodes.length === 0) return fail("no rank measured its node, so the job's energy is unknown");
  const sum = (name: JobFigure): Quantity =>
    addTogether(
      nodes.map(({ accounted }) => accounted.results.get(name)?.quantity),
      totals.factor,
    );
  return ok({
    figures: {
      energy: sum("energy"),
      carbon: sum("carbon"),
      water: sum("water"),
      embodied: sum("embodied"),
      restOfNode: sum("restOfNode"),
      facilityOverhead: sum("facilityOverhead"),
    },
    nodes,
  });
}

/** Nodes share their kinds of sensors, models and factors, so their errors have the same direction: ends of intervals add. */
function addTogether(quantities: readonly (Quantity | undefined)[], factor: number): Quantity {
  const known = quantities.filter((quantity) => quantity !== undefined);
  const [first] = known;
  if (first === undefined) throw new TypeError("There is nothing to add.");
  const total = (field: "nominal" | "mean" | "low" | "high"): number =>
    known.reduce((sum, quantity) => sum + quantity[field], 0) * factor;
  return {
    unit: first.unit,
    nominal: total("nominal"),
    mean: total("mean"),
    low: total("low"),
    high: total("high"),
    level: first.level,
  };
}
