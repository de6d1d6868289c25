import { WattledgerError } from "@wattledger/core";
import type { OutputKind, OutputOptions } from "@wattledger/server";
import type { ServeOptions } from "./serve.ts";

const kinds = [
  { kind: "remote-write", option: "--remote-write", variable: "WATTLEDGER_REMOTE_WRITE_AUTHORIZATION" },
  { kind: "influx", option: "--influx", variable: "WATTLEDGER_INFLUX_AUTHORIZATION" },
  { kind: "otlp", option: "--otlp-metrics", variable: "WATTLEDGER_OTLP_METRICS_AUTHORIZATION" },
] as const satisfies readonly { readonly kind: OutputKind; readonly option: string; readonly variable: string }[];

/** The receivers of metrics that the options name, with their keys from the environment. @throws WattledgerError for an address that is not safe */
export function receiversOf(
  {
    remoteWrite,
    influx,
    otlpMetrics,
    sendEvery,
  }: Pick<ServeOptions, "remoteWrite" | "influx" | "otlpMetrics" | "sendEvery">,
  environment: Readonly<Record<string, string | undefined>>,
): readonly OutputOptions[] {
  const urls: Readonly<Record<OutputKind, string | undefined>> = {
    "remote-write": remoteWrite,
    influx,
    otlp: otlpMetrics,
  };
  return kinds.flatMap(({ kind, option, variable }) => {
    const text = urls[kind];
    if (text === undefined) return [];
    const url = addressOf(option, text, variable);
    const authorization = environment[variable];
    if (authorization === undefined || authorization === "") return [{ kind, url: url.href, everySeconds: sendEvery }];
    if (url.protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(url.hostname))
      throw new WattledgerError(
        "bad-input",
        `${option}: ${variable} is set, and a key must not travel in the open. Use https.`,
      );
    return [{ kind, url: url.href, authorization, everySeconds: sendEvery }];
  });
}

function addressOf(option: string, text: string, variable: string): URL {
  if (!URL.canParse(text) || !/^https?:$/u.test(new URL(text).protocol))
    throw new WattledgerError(
      "bad-input",
      `${option} ${text}: give the whole address, such as http://127.0.0.1:9090/api/v1/write.`,
    );
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw new WattledgerError(
      "bad-input",
      `${option}: do not write a password into the address. Put the header, such as "Basic …", into ${variable}.`,
    );
  return url;
}
