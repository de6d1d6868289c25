import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import * as z from "zod";

// The AI SDK, version 6 or 7: an agent with a tool, a stream, an embedding, a retry, a failure.

const version = process.argv[2];
const ai = await import(version === "6" ? "ai6" : "ai");
const tracing = new NodeTracerProvider({
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter(), { maxExportBatchSize: 2, scheduledDelayMillis: 50 }),
  ],
});
tracing.register();
if (version === "7") {
  const { OpenTelemetry } = await import("@ai-sdk/otel");
  ai.registerTelemetry(new OpenTelemetry());
}
const { createOpenAICompatible } = await import(version === "6" ? "compatible6" : "@ai-sdk/openai-compatible");
const provider = createOpenAICompatible({ name: "fake", baseURL: process.env.PROVIDER_URL, includeUsage: true });
const telemetry = { isEnabled: true, functionId: "peer", recordInputs: false, recordOutputs: false };
const common = { model: provider.chatModel("gpt-4o-mini"), experimental_telemetry: telemetry, telemetry };

const weather = ai.tool({ description: "weather", inputSchema: z.object({}), execute: async () => "sun" });
await ai.generateText({ ...common, prompt: "agent x", tools: { weather }, stopWhen: ai.stepCountIs(3) });
const stream = ai.streamText({ ...common, prompt: "stream x" });
for await (const _ of stream.textStream);
await ai.generateText({ ...common, prompt: "flaky x", maxRetries: 2 });
await ai.generateText({ ...common, prompt: "broken x", maxRetries: 0 }).catch(() => {});
const cut = ai.streamText({ ...common, prompt: "cut x", maxRetries: 0, onError: () => {} });
try {
  for await (const _ of cut.textStream);
} catch {
  // It is the point: the stream ends in the middle.
}
await ai.embed({
  model: provider.embeddingModel("text-embedding-3-small"),
  value: "embed x",
  experimental_telemetry: telemetry,
  telemetry,
});
await tracing.shutdown();
