import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { WattledgerError } from "@wattledger/core";
import type * as Server from "@wattledger/server";
import { storeFolder } from "../run/store-folder.ts";
import { endedRuns } from "../runs/runs-export.ts";
import { complain, writeLine } from "../terminal.ts";
import { version } from "../version.ts";
import { loadServer } from "./load-server.ts";
import { receiversOf } from "./receivers.ts";
import { uploadOf } from "./run-uploads.ts";
import type { ServeOptions } from "./serve.ts";

/** Serves until a signal comes. The first line of standard output is the address; all else goes to standard error. */
export async function serve(options: ServeOptions): Promise<void> {
  const { host, port, clickhouse, data = ledgerFolder() } = options;
  const server = await loadServer();
  const { isLoopback, startServer } = server;
  const tls = tlsOf(options);
  const receivers = receiversOf(options, process.env);
  if (!isLoopback(host) && tls === undefined && options.insecureHttp !== true) {
    throw new WattledgerError(
      "bad-input",
      `--host ${host}: others can reach this address, and keys must not travel in the open. Give --tls-cert and --tls-key; or --insecure-http if a proxy in front of the server has TLS.`,
    );
  }
  const started = await startServer({
    folder: data,
    host,
    port,
    version,
    requireKeys: options.requireKeys === true,
    onNotice: (notice) => complain(notice),
    ...(tls === undefined ? {} : { tls }),
    ...(clickhouse === undefined ? {} : { engine: { kind: "clickhouse" as const, url: clickhouse } }),
  });
  if (!started.ok) throw new WattledgerError("bad-input", started.error);
  const running = started.value;
  writeLine(running.url);
  const outputs = server.sendMetrics(running.parts, receivers, {
    folder: data,
    onNotice: (notice) => complain(notice),
  });
  if (running.setupLink !== undefined)
    complain(`it has no key yet. This link makes the first one, once, within a day: ${running.setupLink}`);
  const ended = new Promise<void>((resolve) => {
    const end = (signal: NodeJS.Signals): void => {
      process.off("SIGINT", end);
      process.off("SIGTERM", end);
      complain(`${signal}: no more requests are taken; those that are here are answered first. Again: at once.`);
      resolve();
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  });
  if (options.runs) await takeInOwnRuns(server, running);
  await ended;
  await outputs.close();
  await running.close();
}

/** Runs that are recorded on this machine and that the ledger does not have yet. */
async function takeInOwnRuns({ endedRunsIn, takeInRuns }: typeof Server, { parts }: Server.Running): Promise<void> {
  const folder = storeFolder();
  const known = await endedRunsIn(parts);
  const fresh = (await endedRuns(folder)).filter(({ id }) => !known.has(id));
  for (const { id } of fresh) {
    const upload = await uploadOf(folder, id);
    const faults = upload === undefined ? ["its record cannot be read."] : await takeInRuns(parts, [upload]);
    for (const fault of faults) complain(`run ${id} is not taken in: ${fault}`);
  }
  if (fresh.length > 0)
    complain(
      `${fresh.length === 1 ? "1 run" : `${fresh.length} runs`} of this machine ${fresh.length === 1 ? "was" : "were"} not in the ledger yet.`,
    );
}

/** The folder of this user's ledger, next to the records of runs. */
export function ledgerFolder(): string {
  return join(dirname(storeFolder()), "ledger");
}

function tlsOf({ tlsCert, tlsKey }: ServeOptions): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new WattledgerError("bad-input", "TLS needs both --tls-cert and --tls-key.");
  return { cert: fileOf("--tls-cert", tlsCert), key: fileOf("--tls-key", tlsKey) };
}

function fileOf(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new WattledgerError(
      "bad-file",
      `${option}: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
