import { createRequire } from "node:module";

// OpenLIT sends a span and a log record of each call, as JSON.

const require = createRequire(import.meta.url);
const openlit = require("openlit");
(openlit.default ?? openlit).init({
  otlpEndpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  applicationName: "peer",
  disableBatch: true,
  captureMessageContent: false,
});
const { OpenAI } = require("openai");
const client = new OpenAI({ baseURL: process.env.PROVIDER_URL, apiKey: "x", maxRetries: 2 });
const ask = (word, more = {}) =>
  client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: `${word} x` }], ...more });
await ask("plain");
await ask("flaky");
for await (const _ of await ask("stream", { stream: true, stream_options: { include_usage: true } }));
await ask("broken").catch(() => {});
await new Promise((resolve) => setTimeout(resolve, 6000));
process.exit(0);
