import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { openLedger } from "@wattledger/ledger";
import type { EngineChoice, Ledger } from "@wattledger/ledger";
import { metricSource } from "../api/metric-source.ts";
import type { Parts } from "../api/parts.ts";
import { openProjects } from "../api/project-list.ts";
import { routeModules } from "../api/routes.ts";
import { runHub } from "../api/run-hub.ts";
import { setupRoutes } from "../api/setup.ts";
import type { Limits } from "../http/limits.ts";
import { createServer } from "../http/server.ts";
import { createIntake } from "../intake/accept.ts";
import { openKeys } from "../keys/key-store.ts";
import { otlpRoutes } from "./otlp.ts";

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
  /** Keys are needed on loopback, too. */
  readonly requireKeys?: boolean;
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
  /** Makes the first key; where the server needs keys and does not have one that may do all. */
  readonly setupLink?: string;
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
    const onFailure = (message: string): void => onNotice(`A request failed: ${message}`);
    const openToLocal = isLoopback(host) && options.requireKeys !== true;
    const keys = await openKeys(ledger, now);
    const projects = await openProjects(ledger, now);
    const frame = createServer({
      keys,
      openToLocal,
      readiness: () => readiness(ledger),
      now,
      onFailure,
      ...(tls === undefined ? {} : { tls }),
      ...(limits === undefined ? {} : { limits }),
    });
    const intake = createIntake({ ledger, settingsOf: projects.settingsOf });
    const runs = runHub(now);
    const metrics = metricSource({ ledger, intake, runs, now, version });
    const parts: Parts = { ...frame, ledger, keys, now, version, intake, projects, runs, metrics };
    for (const routes of routeModules) routes(parts);
    otlpRoutes(parts, onFailure);
    const token = openToLocal ? undefined : setupRoutes(parts);
    const address = await frame.server.listen({ host, port });
    return ok({
      url: address,
      ...(token === undefined ? {} : { setupLink: `${address}/setup#${token}` }),
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
