import type { AttributeValue, Span } from "../src/otlp/signals.ts";

/** A span of a test. */
export function span(
  spanId: string,
  parentSpanId: string | undefined,
  attributes: Readonly<Record<string, AttributeValue>>,
  more: Partial<Span> = {},
): Span {
  const parent = parentSpanId === undefined ? {} : { parentSpanId: id(parentSpanId) };
  return {
    traceId: "5b8efff798038103d269b633813fc60c",
    spanId: id(spanId),
    ...parent,
    kind: 3,
    startNanoseconds: 1_796_030_131_045_000_000n,
    endNanoseconds: 1_796_030_132_045_000_000n,
    statusCode: 0,
    traceState: "",
    attributes: new Map(Object.entries(attributes)),
    resource: { attributes: new Map([["service.name", "test"]]) },
    scope: "test",
    ...more,
  };
}

/** A short name as a span id. */
export function id(name: string): string {
  return Buffer.from(name.padStart(8, ".")).toString("hex").slice(0, 16);
}

/** A call of a model by the present names of the conventions. */
export function chat(
  input: number,
  output: number,
  more: Readonly<Record<string, AttributeValue>> = {},
): Record<string, AttributeValue> {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
    ...more,
  };
}

/** An agent that repeats the sums of its calls. */
export function agent(input: number, output: number): Record<string, AttributeValue> {
  return {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "helper",
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
  };
}
