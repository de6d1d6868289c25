import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordOf } from "@wattledger/core/schemas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { freePort, isInstalled, startProgram, until } from "../../test/real-program.ts";
import { runUpload } from "../../test/run-upload.ts";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";
import { sendMetrics } from "./send-metrics.ts";

// A real Prometheus scrapes a server and takes its remote write. Without the program these tests are skipped.

const deploy = fileURLToPath(new URL("../../../../deploy", import.meta.url));
const dashboards = readdirSync(join(deploy, "grafana")).filter((name) => name.endsWith(".json"));

const dashboardSchema = z.object({
  id: z.null(),
  uid: z.string().min(1),
  title: z.string(),
  schemaVersion: z.literal(39),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      datasource: z.object({ type: z.literal("prometheus"), uid: z.literal("${datasource}") }),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string() })).min(1),
    }),
  ),
});

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: recordOf(z.string()),
        value: z.exactOptional(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), type: z.string(), health: z.string(), lastError: z.exactOptional(z.string()) }),
        ),
      }),
    ),
  }),
});

describe.skipIf(!isInstalled("prometheus"))("with a real Prometheus", () => {
  let server: TestServer;
  let prometheus: string;
  let end: () => Promise<void>;
  let folder: string;
  let sending: { readonly close: () => Promise<void> };

  const ask = async (expression: string): Promise<z.output<typeof answerSchema>["data"]["result"]> => {
    const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${expression}: ${text}`);
    return answerSchema.parse(JSON.parse(text)).data.result;
  };
  const post = async (id: string): Promise<void> => {
    const figures = {
      energy: { mean: 3600, low: 3000, high: 4000 },
      gwp_location: { mean: 0.5, low: 0.4, high: 0.6 },
      gwp_market: { mean: 0.1, low: 0.1, high: 0.1 },
      gwp_embodied: { mean: 0.2, low: 0.1, high: 0.3 },
      water: { mean: 0.01, low: 0.005, high: 0.02 },
    };
    const activity = { kind: "llm-request", model: "gpt-4o", inputTokens: 100, outputTokens: 500 };
    const { status, body } = await server.post("/api/v1/events", [
      { id, project: 'chat "one"', activity, figures, energyBasis: "estimated" },
      { id, project: "nothing-known", activity: { ...activity, model: "unheard-of" }, figures: { cost: 1 } },
    ]);
    expect({ status, body }).toMatchObject({ status: 200, body: { rejected: [] } });
  };

  /** Waits for something while events arrive: a rate by requests needs requests in its window. */
  let fed = 0;
  const whileEventsArrive = (isSo: () => Promise<boolean>): Promise<void> =>
    until(async () => {
      if (await isSo()) return true;
      await post(`fed-${(fed += 1)}`);
      return false;
    });

  beforeAll(async () => {
    server = await testServer();
    folder = mkdtempSync(join(tmpdir(), "wattledger-prometheus-"));
    const port = await freePort();
    prometheus = `http://127.0.0.1:${port}`;
    const configuration = readFileSync(join(deploy, "prometheus", "prometheus.yaml"), "utf8")
      .replace("127.0.0.1:4318", new URL(server.url).host)
      .replaceAll("30s", "1s")
      .replace("wattledger-rules.yaml", join(deploy, "prometheus", "wattledger-rules.yaml"));
    writeFileSync(join(folder, "prometheus.yaml"), configuration);
    await post("first");
    end = await startProgram(
      [
        "prometheus",
        `--config.file=${join(folder, "prometheus.yaml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--web.enable-remote-write-receiver",
      ],
      `${prometheus}/-/ready`,
    );
    sending = sendMetrics(
      server.parts,
      [{ kind: "remote-write", url: `${prometheus}/api/v1/write`, everySeconds: 1 }],
      { folder, onNotice: () => {} },
    );
    await post("second");
  }, 120_000);

  afterAll(async () => {
    await sending.close();
    await end();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test("what it scrapes are the sums of the ledger, by project and model", async () => {
    await until(
      async () => Number((await ask('sum(wattledger_energy_joules_total{instance!=""})'))[0]?.value?.[1]) === 7200,
    );
    const [energy] = await ask('wattledger_energy_joules_total{instance!=""}');
    expect(energy?.metric).toMatchObject({ project: 'chat "one"', model: "gpt-4o", basis: "estimated" });
    expect((await ask('sum by (type) (wattledger_tokens_total{instance!=""})')).map((one) => one.value?.[1])).toEqual([
      "400",
      "2000",
    ]);
    // Unknown is not zero: an event without energy has no series of energy, and is counted.
    expect(await ask('wattledger_energy_joules_total{project="nothing-known"}')).toEqual([]);
    const unknown = await ask('wattledger_events_without_energy_total{project="nothing-known",instance!=""}');
    expect(unknown[0]?.value?.[1]).toBe("2");
  });

  test("its types are those of the metrics", async () => {
    const answer = await fetch(`${prometheus}/api/v1/metadata?limit=1000`);
    const { data } = z.object({ data: recordOf(z.array(z.object({ type: z.string() }))) }).parse(await answer.json());
    expect([data["wattledger_energy_joules_total"]?.[0]?.type, data["wattledger_run_power_watts"]?.[0]?.type]).toEqual([
      "counter",
      undefined,
    ]);
    const ours = Object.entries(data).filter(([name]) => name.startsWith("wattledger_"));
    expect(ours.length).toBeGreaterThan(15);
    expect(ours.filter(([name, [first]]) => (first?.type === "counter") !== name.endsWith("_total"))).toEqual([]);
  });

  test("what is sent by remote write is the same", async () => {
    await until(async () => Number((await ask('wattledger_energy_joules_total{instance=""}'))[0]?.value?.[1]) === 7200);
    const [sent] = await ask('wattledger_energy_joules_total{instance=""}');
    expect(sent?.metric).toEqual({
      __name__: "wattledger_energy_joules_total",
      basis: "estimated",
      job: "wattledger",
      model: "gpt-4o",
      project: 'chat "one"',
    });
    const body = (await server.ask("/metrics")).body;
    expect(body).toMatch(/wattledger_output_sent_total\{output="remote-write",place="0"\} [1-9]/u);
    expect(body).toMatch(/wattledger_output_refused_total\{output="remote-write",place="0"\} 0/u);
  });

  test("every rule is read without a fault", async () => {
    await until(async () => (await rulesOf(prometheus)).every(({ health }) => health !== "unknown"));
    const read = await rulesOf(prometheus);
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter(({ health }) => health !== "ok")).toEqual([]);
    for (const { name } of read.filter(({ type }) => type === "recording"))
      await whileEventsArrive(async () => (await ask(name)).length > 0);
  });

  test.each(dashboards)(
    "every query of %s has an answer",
    async (file) => {
      const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(join(deploy, "grafana", file), "utf8")));
      expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
      await runInProgress();
      const unanswered: string[] = [];
      for (const { title, targets } of dashboard.panels) {
        for (const { expr } of targets) {
          const expression = expr
            .replaceAll("$__rate_interval", "30s")
            .replaceAll("$__range", "1m")
            .replaceAll(/\$(project|model)/gu, ".*");
          expect(expression).not.toContain("$");
          await whileEventsArrive(async () => (await ask(expression)).length > 0).catch(() =>
            unanswered.push(`${title}: ${expression}`),
          );
        }
      }
    },
    240_000,
  );

  /** A run that tells its power, as `wattledger run --to` does. */
  async function runInProgress(): Promise<void> {
    const samples = { from: 0, readings: [{ seconds: 1, watts: { cpu: 20, gpu: 100 } }] };
    const upload = runUpload({ id: "20261130-140000-live", state: "running", samples });
    expect(await server.post("/api/v1/runs", upload)).toMatchObject({ status: 200 });
  }
});

async function rulesOf(
  prometheus: string,
): Promise<readonly z.output<typeof rulesSchema>["data"]["groups"][number]["rules"][number][]> {
  const answer = rulesSchema.parse(await (await fetch(`${prometheus}/api/v1/rules`)).json());
  return answer.data.groups.flatMap((group) => group.rules);
}
