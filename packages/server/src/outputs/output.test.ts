import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort, isInstalled, startProgram, until } from "../../test/real-program.ts";
import type { Metric } from "./metric.ts";
import { startOutput } from "./output.ts";
import type { Output } from "./output.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-output-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what a receiver did not take is sent when it is back, once and in order, also after a restart", async () => {
  const receiver = await recorder(() => 503);
  const first = output(receiver, { value: () => 1 });
  await until(async () => first.health().waiting >= 3);
  await first.close();
  expect(receiver.taken).toEqual([]);
  const waiting = first.health().waiting;
  receiver.answer = () => 204;
  const second = output(receiver, { value: () => 2 });
  await until(async () => receiver.taken.length > waiting);
  await second.close();
  const times = receiver.taken.map((body) => Number(body.trim().split(" ").at(-1)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  expect(receiver.taken.map((body) => body.split(" ")[1]).slice(0, waiting)).toEqual(Array(waiting).fill("value=1"));
  expect(second.health()).toMatchObject({ waiting: 0, refused: 0 });
  await receiver.close();
});

test.each([
  [400, { refused: true }],
  [401, { refused: false }],
  [404, { refused: false }],
  [429, { refused: false }],
  [500, { refused: false }],
])("a receiver that answers %i: refused for good is %o", async (status, { refused }) => {
  const receiver = await recorder(() => status);
  const notices: string[] = [];
  const one = output(receiver, { value: () => 1, notices });
  await until(async () => (refused ? one.health().refused > 0 : one.health().waiting > 1));
  await one.close();
  expect(one.health().refused > 0).toBe(refused);
  expect(one.health().waiting > 0).toBe(!refused);
  expect(notices.join(" ")).toContain(`HTTP ${status}`);
  expect(notices.join(" ")).not.toContain("secret");
  await receiver.close();
});

test("a queue that is full loses its oldest requests, and says so", async () => {
  const receiver = await recorder(() => 503);
  const notices: string[] = [];
  const one = output(receiver, { value: () => 1, notices, mostWaiting: 2 });
  await until(async () => one.health().dropped > 1);
  await one.close();
  expect(one.health().waiting).toBe(2);
  expect(notices.filter((notice) => notice.includes("oldest"))).toHaveLength(1);
  await receiver.close();
});

test("a receiver is pressed less the longer it fails", async () => {
  const receiver = await recorder(() => 503);
  const one = output(receiver, { value: () => 1, firstWaitMilliseconds: 100_000 });
  await until(async () => one.health().waiting >= 4);
  expect(receiver.requests()).toBe(1);
  await one.close();
  await receiver.close();
});

test.skipIf(!isInstalled("influxd"))("a real InfluxDB reads every value and tag", async () => {
  const [port, backup] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${port}`;
  const { writeFileSync } = await import("node:fs");
  const configuration = `bind-address = "127.0.0.1:${backup}"
reporting-disabled = true
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
`;
  writeFileSync(join(folder, "influx.conf"), configuration);
  const end = await startProgram(["influxd", "-config", join(folder, "influx.conf")], `${base}/ping`);
  try {
    await fetch(`${base}/query?q=CREATE+DATABASE+w`, { method: "POST" });
    const labels = { project: 'a, "b" =c\\d', model: "größe" };
    const metrics: readonly Metric[] = [
      { name: "wattledger.energy", unit: "J", kind: "counter", help: "", samples: [{ labels, value: 7200.25 }] },
    ];
    const one = startOutput(
      { kind: "influx", url: `${base}/write?db=w`, everySeconds: 1 },
      { folder, version: "0", collect: async () => metrics, now: Date.now, onNotice: (notice) => expect.fail(notice) },
    );
    await until(async () => one.health().sent > 0);
    await one.close();
    const query = encodeURIComponent("SELECT last(value) FROM wattledger_energy_joules_total GROUP BY project, model");
    const answer: unknown = await (await fetch(`${base}/query?db=w&q=${query}`)).json();
    expect(answer).toMatchObject({
      results: [{ series: [{ tags: labels, values: [[expect.any(String), 7200.25]] }] }],
    });
  } finally {
    await end();
  }
});

interface Recorder {
  readonly url: string;
  readonly taken: string[];
  readonly requests: () => number;
  answer: () => number;
  readonly close: () => Promise<void>;
}

async function recorder(answer: () => number): Promise<Recorder> {
  const taken: string[] = [];
  let requests = 0;
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      requests += 1;
      const status = made.answer();
      if (status < 300) taken.push(Buffer.concat(parts).toString());
      response.writeHead(status).end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const made: Recorder = {
    url: `http://127.0.0.1:${port}/write?password=secret`,
    taken,
    requests: () => requests,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return made;
}

function output(
  { url }: Recorder,
  {
    value,
    notices = [],
    ...rest
  }: {
    readonly value: () => number;
    readonly notices?: string[];
    readonly mostWaiting?: number;
    readonly firstWaitMilliseconds?: number;
  },
): Output {
  return startOutput(
    { kind: "influx", url, everySeconds: 0.05 },
    {
      folder,
      version: "0",
      now: Date.now,
      firstWaitMilliseconds: 50,
      onNotice: (notice) => notices.push(notice),
      collect: async () => [
        { name: "wattledger.energy", unit: "J", kind: "counter", help: "", samples: [{ labels: {}, value: value() }] },
      ],
      ...rest,
    },
  );
}
