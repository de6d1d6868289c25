import { defined } from "@wattledger/core";
import type { Activity } from "@wattledger/core";
import { activitySchema } from "@wattledger/core/schemas";
import type { FigureName, StoredEvent } from "@wattledger/ledger";
import { places } from "../intake/place.ts";

/**
 * The activity of a request to a language model as far as the tables keep it, for an event whose record the journal does not hold any
 * more; undefined for other kinds. The tables keep model, provider, region, zone, counts and duration; the facility is found as it is
 * on arrival.
 */
export async function activityFromColumns({ dimensions, figures }: StoredEvent): Promise<Activity | undefined> {
  if (dimensions.activity_kind !== "llm-request") return undefined;
  const requests = figures.requests?.mean ?? 1;
  const each = (name: FigureName): number | undefined => {
    const sum = figures[name]?.mean;
    return sum === undefined || requests === 0 ? undefined : sum / requests;
  };
  const { model, provider, zone, region, workload_stage: workloadStage } = dimensions;
  const parsed = activitySchema.safeParse({
    kind: "llm-request",
    requests,
    ...defined({
      model,
      provider,
      zone,
      workloadStage,
      inputTokens: each("input_tokens"),
      cachedInputTokens: each("cached_input_tokens"),
      outputTokens: each("output_tokens"),
      reasoningTokens: each("reasoning_tokens"),
      latencySeconds: each("duration"),
    }),
  });
  if (!parsed.success) return undefined;
  const activity = parsed.data;
  const where = places();
  const event = { activity, ...defined({ region }) };
  const first = where.of(event, {});
  if (typeof first === "function") await first();
  const place = typeof first === "function" ? where.of(event, {}) : first;
  return typeof place === "function" ? activity : { ...activity, ...defined({ facility: place.facility }) };
}
