import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { openLedger } from "@wattledger/ledger";
import type { EngineChoice, Ledger } from "@wattledger/ledger";
import { descriptionRoutes } from "../api/description.ts";
import { eventRoutes } from "../api/events.ts";
import type { Parts } from "../api/parts.ts";
import { runHub } from "../api/run-hub.ts";
import { totalsRoutes } from "../api/totals.ts";
import type { Limits } from "../http/limits.ts";
import { createServer } from "../http/server.ts";
import { createIntake } from "../intake/accept.ts";
import { openKeys } from "../keys/key-store.ts";

/** What {@link startServer} needs. */
export interface StartOptions {
  /** Folder of the ledger. */
  readonly folder: string;
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly version: string;
  readonly engine?: EngineChoice;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  readonly limits?: Limits;
  /** File of the engine's thread, for a program that bundles it elsewhere. */
  readonly threadFile?: URL;
  readonly now?: () => number;
  /** Hears what a person should know, a sentence each. */
  readonly onNotice?: (notice: string) => void;
}

/** A server that listens. */
export interface Running {
  /** `http://127.0.0.1:4318` */
  readonly url: string;
  readonly parts: Parts;
  /** Takes no more requests, answers those that are there, and closes the ledger. */
  readonly close: () => Promise<void>;
}

/** Opens the ledger of a folder and serves it. Fails where another process has the ledger. */
export async function startServer(options: StartOptions): Promise<Result<Running, string>> {
  const { folder, host, port, version, engine, tls, limits, threadFile, now = Date.now, onNotice = () => {} } = options;
  const opened = await openLedger({
    folder,
    onNotice,
    now,
    ...(engine === undefined ? {} : { engine }),
    ...(threadFile === undefined ? {} : { threadFile }),
  });
  if (!opened.ok) return fail(opened.error.message);
  const ledger = opened.value;
  try {
    const keys = await openKeys(ledger, now);
    const frame = createServer({
      keys,
      openToLocal: isLoopback(host),
      readiness: () => readiness(ledger),
      now,
      onFailure: (message) => onNotice(`A request failed: ${message}`),
      ...(tls === undefined ? {} : { tls }),
      ...(limits === undefined ? {} : { limits }),
    });
    const parts: Parts = { ...frame, ledger, keys, now, version, intake: createIntake({ ledger }), runs: runHub() };
    for (const routes of [descriptionRoutes, eventRoutes, totalsRoutes]) routes(parts);
    const address = await frame.server.listen({ host, port });
    return ok({
      url: address,
      parts,
      close: async () => {
        await frame.server.close();
        await ledger.close();
      },
    });
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Whether an address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/u.test(host);
}

async function readiness(ledger: Ledger): Promise<{ readonly ready: boolean; readonly reason?: string }> {
  try {
    await ledger.ask({ question: "documents", query: { documentKind: "setting", count: 1 } }, { waitFor: "nothing" });
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
