import { ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { StateDocument } from "../src/genai/state-document.ts";
import type { EventDraft } from "../src/genai/usage-event.ts";

/** Tokens of all events, each by its latest version. */
export interface Tokens {
  readonly events: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly reasoning: number;
}

/** Keeps what is appended as the ledger does: the latest version of an id wins, documents keep all versions. */
export class LedgerDouble {
  readonly events = new Map<string, EventDraft>();
  readonly documents = new Map<string, unknown[]>();
  appends = 0;

  readonly append = (records: readonly (EventDraft | StateDocument)[]): Promise<Result<number, string>> => {
    this.appends += records.length;
    for (const record of records) {
      if (record.kind === "usage-event") this.events.set(`${record.project} ${record.id}`, record);
      else {
        const body: unknown = JSON.parse(JSON.stringify(record.body));
        this.documents.set(record.id, [...(this.documents.get(record.id) ?? []), body]);
      }
    }
    return Promise.resolve(ok(records.length));
  };

  readonly load = (ids: readonly string[]): Promise<ReadonlyMap<string, readonly unknown[]>> =>
    Promise.resolve(new Map(ids.flatMap((one) => [[one, this.documents.get(one) ?? []] as const])));

  /** Events that count. */
  counted(): readonly EventDraft[] {
    return [...this.events.values()].filter(
      ({ activity }) => activity.kind !== "llm-request" || activity.requests !== 0,
    );
  }

  tokens(): Tokens {
    const sums = { events: 0, input: 0, output: 0, cacheRead: 0, reasoning: 0 };
    for (const { activity } of this.counted()) {
      if (activity.kind !== "llm-request") continue;
      const { requests = 1, inputTokens = 0, outputTokens = 0, cachedInputTokens = 0, reasoningTokens = 0 } = activity;
      sums.events += 1;
      sums.input += requests * inputTokens;
      sums.output += requests * outputTokens;
      sums.cacheRead += requests * cachedInputTokens;
      sums.reasoning += requests * reasoningTokens;
    }
    return sums;
  }
}
