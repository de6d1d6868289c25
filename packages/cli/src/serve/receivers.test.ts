import { expect, test } from "vitest";
import { receiversOf } from "./receivers.ts";

test("receivers take their keys from the environment, and no key travels in the open", () => {
  const remoteWrite = "https://metrics.example/api/v1/write";
  expect(receiversOf({ remoteWrite, sendEvery: 60 }, { WATTLEDGER_REMOTE_WRITE_AUTHORIZATION: "Bearer x" })).toEqual([
    { kind: "remote-write", url: remoteWrite, authorization: "Bearer x", everySeconds: 60 },
  ]);
  expect(receiversOf({ sendEvery: 60 }, {})).toEqual([]);
  const open = { influx: "http://metrics.example/write?db=w", sendEvery: 60 };
  expect(receiversOf(open, {})).toHaveLength(1);
  expect(() => receiversOf(open, { WATTLEDGER_INFLUX_AUTHORIZATION: "Token x" })).toThrow("https");
  expect(() => receiversOf({ otlpMetrics: "http://a:b@127.0.0.1/v1/metrics", sendEvery: 60 }, {})).toThrow(
    "WATTLEDGER_OTLP_METRICS_AUTHORIZATION",
  );
  expect(() => receiversOf({ otlpMetrics: "collector:4318", sendEvery: 60 }, {})).toThrow("whole address");
});
