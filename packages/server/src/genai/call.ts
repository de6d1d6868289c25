import type { Attributes, LogRecord, Resource, Span } from "../otlp/signals.ts";
import { aliases, firstOf, nameText, textOf } from "./aliases.ts";
import { classOf, operationNamed } from "./operation.ts";
import type { SpanClass } from "./operation.ts";
import { modelNamed, providerNamed } from "./provider.ts";
import { adjustedCount } from "./sampling.ts";
import { ownFields, tagsOf } from "./tags.ts";
import type { OwnField } from "./tags.ts";
import { bearsUsage, normalisedTokens, reportedTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What a span or a log record says of the use of a model. Plain data: the state of a trace is written as JSON. */
export interface Call {
  /** Absent where the operation is not known. */
  readonly spanClass?: SpanClass;
  readonly operation?: string;
  readonly provider?: string;
  readonly model?: string;
  /** The model that was asked for, where another one answered. */
  readonly requestedModel?: string;
  readonly responseId?: string;
  readonly tokens: Tokens;
  /** Counts by the name under which they were reported. */
  readonly raw: Readonly<Record<string, number | string>>;
  /** Names that look like counts, which no list of Wattledger holds. */
  readonly unknownKeys?: readonly string[];
  readonly timeMilliseconds: number;
  readonly timeNanoseconds: number;
  /** Absent of a log record. */
  readonly durationSeconds?: number;
  readonly firstTokenSeconds?: number;
  readonly outputType?: string;
  readonly choices?: number;
  /** Where the model runs, where that is known: the region of a process that holds the model itself. */
  readonly region?: string;
  readonly environment?: string;
  readonly own?: Readonly<Partial<Record<OwnField, string>>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly failed?: true;
  /** The clock of the sender is this far ahead, in seconds. */
  readonly aheadSeconds?: number;
  /** How many calls it represents, by the sampling threshold of its trace. */
  readonly adjusted?: number;
}

/** A call, or nothing where the item says nothing of the use of a model; and what could not be read. */
export interface ReadCall {
  readonly call: Call | undefined;
  readonly faults: readonly string[];
}

const aheadToleratedSeconds = 300;

/** Reads a span. `receivedMilliseconds` only tells whether the sender's clock is ahead. */
export function callOfSpan(span: Span, receivedMilliseconds: number): ReadCall {
  const { attributes, resource, startNanoseconds, endNanoseconds } = span;
  const read = readCall(attributes, resource, {
    nanoseconds: startNanoseconds,
    isLocal: span.kind === 1 || isPrivateAddress(textOf(attributes, "serverAddress")),
  });
  if (read.call === undefined) return read;
  const adjusted = adjustedCount(span.traceState);
  const ahead = Number(endNanoseconds) / 1e9 - receivedMilliseconds / 1000;
  const failed = span.statusCode === 2 || attributes.has("error.type");
  return {
    faults: read.faults,
    call: {
      ...read.call,
      durationSeconds: Number(endNanoseconds - startNanoseconds) / 1e9,
      ...(failed ? { failed: true } : {}),
      ...(adjusted === undefined ? {} : { adjusted }),
      ...(ahead > aheadToleratedSeconds ? { aheadSeconds: Math.round(ahead) } : {}),
    },
  };
}

/** Reads a log record: the event that tells the details of an inference. */
export function callOfLog(log: LogRecord): ReadCall {
  const { attributes, resource, timeNanoseconds } = log;
  const read = readCall(attributes, resource, { nanoseconds: timeNanoseconds, isLocal: false });
  return read.call !== undefined && bearsUsage(read.call.tokens) ? read : { call: undefined, faults: read.faults };
}

function readCall(
  attributes: Attributes,
  resource: Resource,
  at: { readonly nanoseconds: bigint; readonly isLocal: boolean },
): ReadCall {
  if (attributes.size === 0) return { call: undefined, faults: [] };
  const { operation, spanClass } = operationOf(attributes);
  if (spanClass === "ignore") return { call: undefined, faults: [] };
  const { tokens: reported, raw, faults, unknownKeys } = reportedTokens(attributes);
  const provider = providerOf(attributes);
  const answered = textOf(attributes, "modelResponse");
  const requested = textOf(attributes, "modelRequest");
  const written = answered ?? requested;
  const tags = tagsOf(attributes, resource);
  const own = ownFields(attributes, resource);
  if (operation === undefined && written === undefined && !bearsUsage(reported) && !tags.hasOfSpan)
    return { call: undefined, faults };
  const named = written === undefined ? undefined : modelNamed(written, provider);
  const geography = named?.geography;
  const region = at.isLocal ? resource.attributes.get("cloud.region") : undefined;
  const seconds = firstTokenSeconds(attributes);
  const choices = firstOf(attributes, "choices");
  const responseId = textOf(attributes, "responseId");
  const outputType = textOf(attributes, "outputType");
  // Built step by step: an object of a dozen conditional spreads takes several times as long, and this is done for each span.
  const call: Draft = {
    tokens: normalisedTokens(reported),
    raw: { ...raw, ...costOf(attributes) },
    timeMilliseconds: Number(at.nanoseconds / 1_000_000n),
    timeNanoseconds: Number(at.nanoseconds % 1_000_000n),
    tags: geography === undefined ? tags.tags : { ...tags.tags, "bedrock.geography": geography },
  };
  if (spanClass !== undefined) call.spanClass = spanClass;
  if (operation !== undefined) call.operation = operation;
  if (provider !== undefined) call.provider = provider;
  if (named !== undefined) call.model = named.model;
  if (requested !== undefined && answered !== undefined && requested !== answered) call.requestedModel = requested;
  if (responseId !== undefined) call.responseId = responseId;
  if (unknownKeys.length > 0) call.unknownKeys = unknownKeys;
  if (seconds !== undefined) call.firstTokenSeconds = seconds;
  if (outputType !== undefined) call.outputType = outputType;
  if (typeof choices?.value === "number" && Number.isSafeInteger(choices.value) && choices.value > 0)
    call.choices = choices.value;
  const regionName = typeof region === "string" ? nameText(region) : undefined;
  if (regionName !== undefined) call.region = regionName;
  if (tags.environment !== undefined) call.environment = tags.environment;
  if (Object.keys(own).length > 0) call.own = own;
  return { call, faults };
}

/** A call that is being read. */
type Draft = { -readonly [Name in keyof Call]: Call[Name] };

/** The first operation whose class is known, else the first that is stated. */
function operationOf(attributes: Attributes): { readonly operation?: string; readonly spanClass?: SpanClass } {
  let stated: string | undefined;
  for (const key of aliases.operation) {
    const value = attributes.get(key);
    const operation = typeof value === "string" ? operationNamed(value) : undefined;
    if (operation === undefined) continue;
    const spanClass = classOf(operation);
    if (spanClass !== undefined) return { operation, spanClass };
    stated ??= nameText(operation);
  }
  return stated === undefined ? {} : { operation: stated };
}

/** The first provider that is not a framework. */
function providerOf(attributes: Attributes): string | undefined {
  for (const key of aliases.provider) {
    const value = attributes.get(key);
    const provider = typeof value === "string" ? providerNamed(nameText(value)) : undefined;
    if (provider !== undefined) return provider;
  }
  return undefined;
}

function firstTokenSeconds(attributes: Attributes): number | undefined {
  const seconds = firstOf(attributes, "firstChunkSeconds")?.value;
  const milliseconds = firstOf(attributes, "firstChunkMilliseconds")?.value;
  const value =
    typeof seconds === "number" ? seconds : typeof milliseconds === "number" ? milliseconds / 1000 : undefined;
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The cost that the sender states, as it states it. Some senders write 0 where they do not know the price. */
function costOf(attributes: Attributes): Readonly<Record<string, number>> {
  const found = firstOf(attributes, "reportedCost");
  return typeof found?.value === "number" && Number.isFinite(found.value) && found.value > 0
    ? { [found.key]: found.value }
    : {};
}

/** Whether an address is of this machine or of a private network: then the model may run where the sender runs. */
function isPrivateAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const host = address.replace(/^\w+:\/\//, "").replace(/[/:].*$/, "");
  return (
    host === "localhost" ||
    host.endsWith(".local") ||
    host.endsWith(".svc") ||
    host.endsWith(".internal") ||
    /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host)
  );
}
