// Usage events as JSON over HTTP until they are durable with their footprint: `node bench/event-ingest.mjs [SECONDS]`.
// Four senders on the same machine send batches of 1,000 that were made before; they and the server share the processors.
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { wattledger, withOwnHome } from "./own-home.mjs";

const seconds = Number(process.argv[2] ?? 20);
const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-flash"];
const event = (number) => ({
  id: `e${number}`,
  timeMilliseconds: Date.now(),
  project: `p${number % 8}`,
  activity: {
    kind: "llm-request",
    model: models[number % models.length],
    provider: "openai",
    inputTokens: 100 + (number % 900),
    outputTokens: 1 + (number % 500),
    zone: "FR",
  },
});
const bodies = Array.from({ length: 20 * seconds }, (_, batch) =>
  JSON.stringify(Array.from({ length: 1000 }, (__, index) => event(batch * 1000 + index))),
);

await withOwnHome(async ({ env, home }) => {
  const serve = [wattledger, "serve", "--port", "0", "--data", join(home, "ledger")];
  const server = spawn(process.execPath, serve, { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve) => {
    server.stdout.once("data", (text) => resolve(String(text).trim().split("\n")[0]));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const statuses = new Map();
  let accepted = 0;
  const post = async () => {
    const body = bodies.pop();
    if (body === undefined) return false;
    const status = await send(new URL("/api/v1/events", url), body, agent);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) accepted += 1000;
    return true;
  };
  for (let warm = 0; warm < 8; warm += 1) await post();
  const before = accepted;
  const start = performance.now();
  const sender = async () => {
    while (performance.now() - start < seconds * 1000 && (await post()));
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  const perSecond = (accepted - before) / ((performance.now() - start) / 1000);
  const totals = await (await fetch(new URL("/api/v1/totals?figures=energy", url))).json();
  console.log(`usage events until durable with footprint: ${perSecond.toFixed(0)} events/s (bar 20,000)`);
  console.log(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  console.log(`accepted ${accepted}, in the totals ${totals.groups[0]?.events}`);
  server.kill("SIGTERM");
  await new Promise((resolve) => server.on("exit", resolve));
});

function send({ hostname, port, pathname }, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ hostname, port, path: pathname, method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
