import { createRequire } from "node:module";

// OpenLLMetry's SDK. It leaves the counts of streams out, so that none is asked here.

const require = createRequire(import.meta.url);
const { OpenAI } = require("openai");
const traceloop = require("@traceloop/node-server-sdk");
traceloop.initialize({
  appName: "peer",
  baseUrl: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  // Its own key would be read as a key of Wattledger's server, and refused. These headers take the place of it.
  headers: { "x-peer": "1" },
  disableBatch: true,
  traceloopSyncEnabled: false,
  traceContent: false,
  silenceInitializationMessage: true,
  instrumentModules: { openAI: OpenAI },
});
const client = new OpenAI({ baseURL: process.env.PROVIDER_URL, apiKey: "x", maxRetries: 2 });
const ask = (word) =>
  client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: `${word} x` }] });
await traceloop.withWorkflow({ name: "flow" }, async () => {
  await ask("plain");
  await ask("flaky");
});
await ask("broken").catch(() => {});
await traceloop.forceFlush();
process.exit(0);
