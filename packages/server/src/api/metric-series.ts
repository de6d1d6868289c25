import type { Ledger } from "@wattledger/ledger";
import * as z from "zod";
import { serverProject } from "../keys/key-store.ts";

/** Which pairs of project and model have series of their own, and which counters wait until their sum has caught up. */
export interface MetricSeries {
  /** Takes pairs of project and model, the largest first. One that got series keeps them; one that did not stays among the others. */
  readonly admit: (pairs: readonly string[]) => ReadonlySet<string>;
  /** The same for factor bases: they are texts of senders, who could invent any number. */
  readonly admitFactorBases: (bases: readonly string[]) => ReadonlySet<string>;
  /** A value that does not fall: the highest one so far, where a correction made the sum smaller. */
  readonly held: (series: string, value: number) => number;
  readonly heldCount: () => number;
  /** Forgets what is held for series that are gone. */
  readonly keepOnly: (series: ReadonlySet<string>) => void;
  /** Reads what an earlier process decided, once. */
  readonly load: () => Promise<void>;
  /** Writes what was decided, where it changed, so that a restart decides the same. */
  readonly save: () => Promise<void>;
}

const mostFactorBases = 16;
const documentId = "metric-series";
const bodySchema = z.object({
  pairs: z.array(z.string()),
  factorBases: z.array(z.string()),
  held: z.array(z.tuple([z.string(), z.number()])),
});

/**
 * Opens the memory of a server's series. It is a document of the ledger. Without it, a model that moves between its own series and the
 * others would make one counter fall, which Prometheus reads as a restart, and would then count again.
 */
export function metricSeries({
  ledger,
  now,
  mostPairs,
}: {
  readonly ledger: Pick<Ledger, "append" | "ask">;
  readonly now: () => number;
  readonly mostPairs: number;
}): MetricSeries {
  const own = new Set<string>();
  const ownBases = new Set<string>();
  const highest = new Map<string, number>();
  const held = new Map<string, number>();
  let written = "";
  let loading: Promise<void> | undefined;
  const text = (): string => JSON.stringify({ pairs: [...own], factorBases: [...ownBases], held: [...held] });
  const load = async (): Promise<void> => {
    const [document] = await ledger.ask({
      question: "documents",
      query: { documentKind: "setting", projects: [serverProject], ids: [documentId], count: 1 },
    });
    const body = bodySchema.safeParse(document?.body);
    if (body.success) {
      for (const pair of body.data.pairs) own.add(pair);
      for (const basis of body.data.factorBases) ownBases.add(basis);
      for (const [series, value] of body.data.held) {
        held.set(series, value);
        highest.set(series, value);
      }
    }
    written = text();
  };
  return {
    admit: (pairs) => filled(own, pairs, mostPairs),
    admitFactorBases: (bases) => filled(ownBases, bases, mostFactorBases),
    held: (series, value) => {
      const before = highest.get(series) ?? value;
      if (value >= before) {
        highest.set(series, value);
        held.delete(series);
        return value;
      }
      held.set(series, before);
      return before;
    },
    heldCount: () => held.size,
    keepOnly: (series) => {
      for (const one of highest.keys()) if (!series.has(one)) highest.delete(one);
      for (const one of held.keys()) if (!series.has(one)) held.delete(one);
    },
    load: () => {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    save: async () => {
      const current = text();
      if (current === written) return;
      const saved = await ledger.append([
        {
          kind: "setting",
          id: documentId,
          project: serverProject,
          timeMilliseconds: now(),
          author: "server",
          body: z.json().parse(JSON.parse(current)),
        },
      ]);
      // A disk that is full is told elsewhere; the next collection writes it.
      if (saved.ok) written = current;
    },
  };
}

function filled(own: Set<string>, values: readonly string[], most: number): ReadonlySet<string> {
  for (const value of values) {
    if (own.size >= most) break;
    own.add(value);
  }
  return own;
}
