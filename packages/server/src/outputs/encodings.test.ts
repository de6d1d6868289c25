import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { peersFolder } from "../../test/peers/folder.mjs";
import { decodeMetrics } from "../otlp/decode.ts";
import { exposition } from "./exposition.ts";
import { lineProtocol } from "./line-protocol.ts";
import type { Metric } from "./metric.ts";
import { prometheusName } from "./metric.ts";
import { otlpRequest } from "./otlp-metrics.ts";
import { snappyBlock } from "./snappy.ts";

const energy: Metric = {
  name: "wattledger.energy",
  unit: "J",
  kind: "counter",
  help: "Energy\nof AI.",
  samples: [
    { labels: { project: 'a "b"\\', model: "m, n=1" }, value: 1.5 },
    { labels: { project: "", model: "zero" }, value: 0 },
  ],
};

test.each([
  ["wattledger.energy", "J", "counter", "wattledger_energy_joules_total"],
  ["wattledger.water", "L", "counter", "wattledger_water_liters_total"],
  ["wattledger.run.power", "W", "gauge", "wattledger_run_power_watts"],
  ["wattledger.requests", "{request}", "counter", "wattledger_requests_total"],
  ["wattledger.build_info", "", "gauge", "wattledger_build_info"],
] as const)("%s in %s as a %s is %s in Prometheus", (name, unit, kind, expected) => {
  expect(prometheusName({ name, unit, kind })).toBe(expected);
});

test("a scrape escapes what labels and helps cannot hold", () => {
  expect(exposition([energy, { ...energy, name: "none", samples: [] }])).toBe(
    [
      "# HELP wattledger_energy_joules_total Energy\\nof AI.",
      "# TYPE wattledger_energy_joules_total counter",
      'wattledger_energy_joules_total{project="a \\"b\\"\\\\",model="m, n=1"} 1.5',
      'wattledger_energy_joules_total{project="",model="zero"} 0',
      "",
    ].join("\n"),
  );
});

test("the line protocol escapes tags, and leaves out those without a text", () => {
  expect(lineProtocol([energy], 1_700_000_000_123)).toBe(
    [
      'wattledger_energy_joules_total,model=m\\,\\ n\\=1,project=a\\ "b"_ value=1.5 1700000000123000000',
      "wattledger_energy_joules_total,model=zero value=0 1700000000123000000",
      "",
    ].join("\n"),
  );
});

test("OpenTelemetry's decoder reads cumulative sums with their unit, attributes and exact time", () => {
  const time = 1_700_000_000_123;
  const read = decodeMetrics(otlpRequest([energy], time, "1.2.3"), "protobuf", () => true);
  if ("kind" in read) throw new Error(read.message);
  const timeNanoseconds = 1_700_000_000_123_000_000n;
  expect(read.items).toMatchObject([
    {
      name: "wattledger.energy",
      unit: "J",
      kind: "sum",
      temporality: "cumulative",
      monotonic: true,
      points: [
        { value: 1.5, timeNanoseconds },
        { value: 0, timeNanoseconds },
      ],
      scope: "wattledger",
    },
  ]);
});

const python = join(peersFolder, "python", "bin", "python");

test.skipIf(!existsSync(python))("OpenTelemetry's own descriptors read the same, with attributes", () => {
  const program = [
    "import sys, json",
    "from google.protobuf.json_format import MessageToDict",
    "from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest",
    "request = ExportMetricsServiceRequest()",
    "request.ParseFromString(sys.stdin.buffer.read())",
    "print(json.dumps(MessageToDict(request)))",
  ].join("\n");
  const input = otlpRequest([energy], 1_700_000_000_123, "1.2.3");
  const { stdout, stderr } = spawnSync(python, ["-c", program], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    resourceMetrics: [
      {
        resource: { attributes: [attribute("service.name", "wattledger"), attribute("service.version", "1.2.3")] },
        scopeMetrics: [
          {
            metrics: [
              {
                name: "wattledger.energy",
                unit: "J",
                sum: {
                  aggregationTemporality: "AGGREGATION_TEMPORALITY_CUMULATIVE",
                  isMonotonic: true,
                  dataPoints: [
                    {
                      timeUnixNano: "1700000000123000000",
                      asDouble: 1.5,
                      attributes: [attribute("project", 'a "b"\\'), attribute("model", "m, n=1")],
                    },
                    { asDouble: 0, attributes: [attribute("model", "zero")] },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

test("what Snappy's format says of a block gives back the bytes", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc
          .array(fc.constantFrom("abcd", "wattledger_energy_joules_total", "x", "aaaaaaaa"), { maxLength: 400 })
          .map((words) => new TextEncoder().encode(words.join(""))),
      ),
      (bytes) => {
        expect(Buffer.from(unpacked(snappyBlock(bytes))).equals(Buffer.from(bytes))).toBe(true);
      },
    ),
  );
  const large = new Uint8Array(200_000).map((_, index) => (index * index * 31) % 251);
  expect(Buffer.from(unpacked(snappyBlock(large))).equals(Buffer.from(large))).toBe(true);
  const names = new TextEncoder().encode("wattledger_energy_joules_total".repeat(1000));
  expect(snappyBlock(names).length).toBeLessThan(names.length / 10);
});

/** Reads a block by Snappy's format description: literals, and copies with offsets of one, two and four bytes. */
function unpacked(block: Uint8Array): Uint8Array {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = block[at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const output: number[] = [];
  const whole = (bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += (block[at++] ?? 0) * 256 ** index;
    return value;
  };
  while (at < block.length) {
    const tag = block[at++] ?? 0;
    if ((tag & 3) === 0) {
      const short = tag >> 2;
      const count = (short < 60 ? short : whole(short - 59)) + 1;
      output.push(...block.subarray(at, at + count));
      at += count;
      continue;
    }
    const count = (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = (tag & 3) === 1 ? ((tag >> 5) << 8) + whole(1) : whole((tag & 3) === 2 ? 2 : 4);
    for (let index = 0; index < count; index += 1) output.push(output[output.length - offset] ?? -1);
  }
  expect(output.length).toBe(length);
  return Uint8Array.from(output);
}

function attribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}
