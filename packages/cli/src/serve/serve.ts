import { Command, InvalidArgumentError } from "commander";

/** Options of `wattledger serve`, as parsed. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecureHttp?: true;
  readonly requireKeys?: true;
  readonly runs: boolean;
  readonly remoteWrite?: string;
  readonly influx?: string;
  readonly otlpMetrics?: string;
  readonly sendEvery: number;
}

/** `wattledger serve`: the ledger of this machine, with an API and a door for OpenTelemetry. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("serve the ledger: take in events, OpenTelemetry and runs, and answer what they cost the climate")
    .option("--host <host>", "address to listen on; all but this machine's own need keys and TLS", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 chooses a free one", parsePort, 4318)
    .option("--data <folder>", "folder of the ledger (default: next to the runs)")
    .option("--clickhouse <url>", "ask this ClickHouse server; the journal stays in the folder of the ledger")
    .option("--tls-cert <file>", "certificate, with its chain, for TLS")
    .option("--tls-key <file>", "key of the certificate")
    .option("--insecure-http", "listen on other addresses without TLS, because something in front of the server has it")
    .option("--require-keys", "ask for keys on this machine's own addresses, too")
    .option("--no-runs", "do not take in the runs that are recorded on this machine")
    .option("--remote-write <url>", "send metrics to this address of Prometheus' remote write")
    .option("--influx <url>", "send metrics to this address in InfluxDB's line protocol")
    .option("--otlp-metrics <url>", "send metrics to this address of OpenTelemetry over HTTP")
    .option("--send-every <seconds>", "how often metrics are sent", parseSeconds, 60)
    .action(async (options: ServeOptions) => {
      const { serve } = await import("./serve-action.ts");
      await serve(options);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Give a number from 0 to 65535; 0 chooses a free port.");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,5}$/u.test(text) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("Give whole seconds from 1 to 86400.");
}
