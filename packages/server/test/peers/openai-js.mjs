import { createRequire } from "node:module";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

// OpenAI's client with the instrumentation of OpenTelemetry (protobuf) or of OpenInference (JSON).

const isOfficial = process.argv[2] === "official";
const exporter = isOfficial ? new ProtobufExporter() : new OTLPTraceExporter();
const tracing = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(exporter, { maxExportBatchSize: 2, scheduledDelayMillis: 50 })],
});
tracing.register();
const require = createRequire(import.meta.url);
let OpenAI;
if (isOfficial) {
  const { OpenAIInstrumentation } = require("@opentelemetry/instrumentation-openai");
  registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()] });
  OpenAI = require("openai").OpenAI;
} else {
  const { OpenAIInstrumentation } = require("@arizeai/openinference-instrumentation-openai");
  OpenAI = require("openai").OpenAI;
  const instrumentation = new OpenAIInstrumentation();
  instrumentation.manuallyInstrument(OpenAI);
  instrumentation.setTracerProvider(tracing);
}
const client = new OpenAI({ baseURL: process.env.PROVIDER_URL, apiKey: "x", maxRetries: 2 });
const ask = (word, more = {}) =>
  client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: `${word} x` }], ...more });
const tracer = tracing.getTracer("app");
await tracer.startActiveSpan("request", async (span) => {
  await ask("plain");
  await ask("flaky");
  span.end();
});
if (isOfficial) {
  const stream = await ask("stream", { stream: true, stream_options: { include_usage: true } });
  for await (const _ of stream);
  await client.embeddings.create({ model: "text-embedding-3-small", input: "embed x" });
}
await ask("broken").catch(() => {});
await tracing.shutdown();
