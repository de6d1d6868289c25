import { createHash } from "node:crypto";
import { join } from "node:path";
import { deliver } from "./delivery.ts";
import { lineProtocol, lineProtocolHeaders } from "./line-protocol.ts";
import type { Metric } from "./metric.ts";
import { otlpHeaders, otlpRequest } from "./otlp-metrics.ts";
import { remoteWriteHeaders, remoteWriteRequest } from "./remote-write.ts";
import { openSpool } from "./spool.ts";

/** How metrics are sent. */
export type OutputKind = "remote-write" | "influx" | "otlp";

/** One receiver of metrics. */
export interface OutputOptions {
  readonly kind: OutputKind;
  /** Address of its write endpoint, whole. */
  readonly url: string;
  /** Value of the header `Authorization`. */
  readonly authorization?: string;
  readonly everySeconds: number;
}

/** What an output did since the server started, and what waits. */
export interface OutputHealth {
  readonly kind: OutputKind;
  readonly sent: number;
  /** Requests that the receiver will never take. */
  readonly refused: number;
  /** Requests that were removed because too many waited. */
  readonly dropped: number;
  readonly waiting: number;
}

/** An output that sends. */
export interface Output {
  readonly health: () => OutputHealth;
  /** Collects once more, tries to send for at most two seconds, and keeps what is left for the next start. */
  readonly close: () => Promise<void>;
}

/** What {@link startOutput} needs beyond the receiver. */
export interface OutputSurroundings {
  /** Folder in which requests wait. */
  readonly folder: string;
  readonly version: string;
  readonly collect: () => Promise<readonly Metric[]>;
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  /** How long the first wait after a failure is; each further one is twice as long, up to a minute. */
  readonly firstWaitMilliseconds?: number;
  /** More requests than this do not wait: a week of minutes. */
  readonly mostWaiting?: number;
}

/** Sends metrics to a receiver again and again, in order of time. What cannot be sent waits on disk. */
export function startOutput(options: OutputOptions, surroundings: OutputSurroundings): Output {
  const { kind, url, authorization, everySeconds } = options;
  const { folder, version, collect, now, onNotice, firstWaitMilliseconds = 1000, mostWaiting = 10_080 } = surroundings;
  const spool = openSpool(join(folder, `${kind}-${createHash("sha256").update(url).digest("hex").slice(0, 16)}`));
  const place = `${kind} to ${withoutQuery(url)}`;
  const headers = {
    ...headersOf(kind),
    "user-agent": `wattledger/${version}`,
    ...(authorization === undefined ? {} : { authorization }),
  };
  const stop = new AbortController();
  let counts = { sent: 0, refused: 0, dropped: 0, waiting: 0 };
  let failures = 0;
  let lastTime = 0;
  let sending: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  const gather = async (): Promise<void> => {
    const metrics = await collect();
    // Two collections never share a time: the second would be refused as a duplicate.
    lastTime = Math.max(now(), lastTime + 1);
    await spool.put(lastTime, bodyOf(kind, metrics, { timeMilliseconds: lastTime, version }));
    const names = await spool.names();
    const surplus = names.slice(0, Math.max(0, names.length - mostWaiting));
    for (const name of surplus) await spool.remove(name);
    if (surplus.length > 0 && counts.dropped === 0)
      onNotice(
        `${place}: more than ${mostWaiting} requests wait. The oldest ones are removed; the sums stay in the ledger.`,
      );
    counts = { ...counts, dropped: counts.dropped + surplus.length, waiting: names.length - surplus.length };
  };
  const sendAll = async (): Promise<void> => {
    for (const name of await spool.names()) {
      if (stop.signal.aborted) return;
      const body = await spool.read(name);
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
      const delivery = await deliver({ url, headers, body, signal });
      if (delivery.kind === "later") {
        failures += 1;
        if (failures === 1) onNotice(`${place} failed: ${delivery.reason}. What is not sent waits on disk.`);
        const wait = Math.min(60_000, firstWaitMilliseconds * 2 ** (failures - 1));
        if (!stop.signal.aborted)
          retry = setTimeout(() => void send(), Math.max(wait, Math.min(delivery.afterMilliseconds ?? 0, 600_000)));
        return;
      }
      if (failures > 0) onNotice(`${place} works again.`);
      failures = 0;
      if (delivery.kind === "refused" && counts.refused === 0)
        onNotice(`${place}: a request was refused and is not sent again. ${delivery.reason}`);
      await spool.remove(name);
      counts = {
        ...counts,
        [delivery.kind]: counts[delivery.kind] + 1,
        waiting: Math.max(0, counts.waiting - 1),
      };
    }
  };
  const send = (): Promise<void> => {
    clearTimeout(retry);
    retry = undefined;
    sending ??= sendAll()
      .catch((error: unknown) =>
        onNotice(`${place} failed: ${error instanceof Error ? error.message : String(error)}.`),
      )
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };
  const step = async (): Promise<void> => {
    try {
      await gather();
    } catch (error) {
      onNotice(`${place}: metrics could not be gathered: ${error instanceof Error ? error.message : String(error)}.`);
    }
    // A wait after a failure is kept: new requests do not press a receiver that is down.
    if (retry === undefined) await send();
  };
  let stepping: Promise<void> = step();
  let busy = true;
  const done = (): void => {
    busy = false;
  };
  void stepping.then(done);
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    stepping = step();
    void stepping.then(done);
  }, everySeconds * 1000);
  return {
    health: () => ({ kind, ...counts }),
    close: async () => {
      clearInterval(timer);
      const cut = setTimeout(() => stop.abort(), 2000);
      await stepping;
      await step();
      clearTimeout(retry);
      await sending;
      clearTimeout(cut);
      stop.abort();
    },
  };
}

function headersOf(kind: OutputKind): Readonly<Record<string, string>> {
  switch (kind) {
    case "remote-write":
      return remoteWriteHeaders;
    case "influx":
      return lineProtocolHeaders;
    case "otlp":
      return otlpHeaders;
  }
}

function bodyOf(
  kind: OutputKind,
  metrics: readonly Metric[],
  { timeMilliseconds, version }: { readonly timeMilliseconds: number; readonly version: string },
): Uint8Array {
  switch (kind) {
    case "remote-write":
      return remoteWriteRequest(metrics, timeMilliseconds);
    case "influx":
      return Buffer.from(lineProtocol(metrics, timeMilliseconds));
    case "otlp":
      return otlpRequest(metrics, timeMilliseconds, version);
  }
}

/** An address as messages show it: a query may hold a password. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
