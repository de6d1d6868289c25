import { Readable } from "node:stream";
import type { Result } from "@wattledger/core";
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isWantedMetric } from "../energy/meaning.ts";
import { Readings } from "../energy/readings.ts";
import { isWanted } from "../genai/aliases.ts";
import { arrivalsOfLogs, arrivalsOfSpans } from "../genai/arrivals.ts";
import type { GroupedArrivals } from "../genai/arrivals.ts";
import { Traces } from "../genai/traces.ts";
import type { TracesOptions } from "../genai/traces.ts";
import { contentTypes, failureBody, rpcCode, successBody } from "../otlp/answers.ts";
import { decodeLogs, decodeMetrics, decodeTraces } from "../otlp/decode.ts";
import type { Encoding } from "../otlp/decode.ts";
import type { Decoded, DecodeFailure, Signal } from "../otlp/signals.ts";
import { readBody } from "./body.ts";
import type { BodyBudget } from "./body.ts";
import type { StateReader } from "./load-states.ts";

/** What became of records that were handed over: all that were accepted are durable. */
export interface Stored {
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly reasons: readonly string[] }[];
}

/** Who may not send, and what to answer. */
export interface Refusal {
  readonly status: 401 | 403 | 429 | 503;
  readonly message: string;
  /** Seconds; 1 where it is not stated. Clients that are told to wait long drop their data. */
  readonly retryAfterSeconds?: number;
}

/** What {@link registerOtlp} needs. */
export interface OtlpOptions {
  /** Gives events their footprint, appends all records durably, and answers then. */
  readonly accept: (
    records: readonly unknown[],
  ) => Promise<Result<Stored, { readonly kind: string; readonly message: string }>>;
  /** Reads what the ledger knows of traces and series from before. */
  readonly states: StateReader;
  /** The project that a request may send to; `default` where nobody is asked. */
  readonly projectOf?: (request: FastifyRequest) => Promise<Result<string, Refusal>>;
  /** Of a body after decompression. */
  readonly limitBytes?: number;
  /** Of all bodies that are read at a time. */
  readonly mostBytesAtOnce?: number;
  readonly now?: () => number;
  readonly sampling?: TracesOptions["sampling"];
  readonly containerRemainder?: TracesOptions["containerRemainder"];
  /** Configuration of the routes, for the hooks of the server. */
  readonly routeConfig?: FastifyContextConfig;
  /** What an error of the server's own hooks means: a key that is missing, a quota that is used up. Nothing where it is a fault. */
  readonly refusalOf?: (error: unknown) => (Omit<Refusal, "status"> & { readonly status: number }) | undefined;
  /** Hears of a fault of the server. */
  readonly onError?: (error: unknown) => void;
}

const usualLimitBytes = 64 * 1024 * 1024;
const usualMostBytes = 192 * 1024 * 1024;
const methodsElse = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Mounts `POST /v1/traces`, `/v1/metrics` and `/v1/logs` of OTLP over HTTP. An answer of 200 is sent when the data is durable; what may
 * pass is 503 with Retry-After of a second, because clients lose the data on any other status.
 */
export function registerOtlp(server: FastifyInstance, options: OtlpOptions): void {
  const { sampling = "events", containerRemainder = "show" } = options;
  const config = options.routeConfig ?? {};
  const { load, noteForgotten: onForget } = options.states;
  const door: Door = {
    options,
    traces: new Traces({ load, onForget, sampling, containerRemainder }),
    readings: new Readings({ load, onForget }),
    budget: { used: 0, most: options.mostBytesAtOnce ?? usualMostBytes },
  };
  void server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    // The body is read by us, after everything that can be refused without it.
    scope.addContentTypeParser("*", (_request, payload, parsed) => parsed(null, payload));
    scope.setErrorHandler((error, request, reply) => {
      const refusal = options.refusalOf?.(error);
      if (refusal !== undefined && refusal.status < 500) {
        const { status, message, retryAfterSeconds } = refusal;
        return answerFailure(reply, encodingOf(request) ?? "json", status, message, retryAfterSeconds);
      }
      const status = statusOf(error);
      // What the sender did wrong is told to the sender: a log that anybody can fill hides what matters.
      if (status >= 500) options.onError?.(error);
      const message = status >= 500 ? "The server failed on this request." : messageOf(error);
      return answerFailure(reply, encodingOf(request) ?? "json", status, message);
    });
    for (const signal of ["traces", "metrics", "logs"] as const) {
      scope.post(`/v1/${signal}`, { config, bodyLimit: options.limitBytes ?? usualLimitBytes }, (request, reply) =>
        handle(door, signal, request, reply),
      );
      scope.route({
        method: methodsElse,
        config,
        url: `/v1/${signal}`,
        handler: (request, reply) => {
          const message = `Send ${signal} by POST; ${request.method} is not allowed here.`;
          return answerFailure(reply.header("allow", "POST"), encodingOf(request) ?? "json", 405, message);
        },
      });
    }
    scope.post("/", { config }, (request, reply) => {
      const message =
        "OTLP is taken at /v1/traces, /v1/metrics and /v1/logs. Set OTEL_EXPORTER_OTLP_ENDPOINT to this address, or the endpoint of a signal to its whole path.";
      return answerFailure(reply, encodingOf(request) ?? "json", 404, message);
    });
    done();
  });
}

interface Door {
  readonly options: OtlpOptions;
  readonly traces: Traces;
  readonly readings: Readings;
  readonly budget: BodyBudget;
}

async function handle(door: Door, signal: Signal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { projectOf, limitBytes = usualLimitBytes } = door.options;
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    const given = request.headers["content-type"] ?? "none";
    const message = `The Content-Type is ${given.slice(0, 100)}. Send application/x-protobuf or application/json.`;
    return answerFailure(reply, "json", 415, message);
  }
  const compression = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (compression !== "gzip" && compression !== "identity" && compression !== "") {
    const message = `The Content-Encoding is ${compression.slice(0, 100)}. Send gzip, or no compression.`;
    return answerFailure(reply, encoding, 415, message);
  }
  const project = projectOf === undefined ? undefined : await projectOf(request);
  if (project !== undefined && !project.ok) {
    const { status, message, retryAfterSeconds = 1 } = project.error;
    return answerFailure(reply, encoding, status, message, retryAfterSeconds);
  }
  const stream = request.body instanceof Readable ? request.body : Readable.from([]);
  const body = await readBody(stream, {
    isGzip: compression === "gzip" && stream === request.raw,
    statedBytes: Number(request.headers["content-length"] ?? 0),
    limitBytes,
    budget: door.budget,
  });
  try {
    switch (body.kind) {
      case "gone":
        return reply;
      case "too-large":
        return await answerFailure(reply.header("connection", "close"), encoding, 413, body.message);
      case "busy":
        return await answerFailure(reply, encoding, 503, body.message);
      case "corrupt":
        return await answerFailure(reply, encoding, 400, body.message);
      case "body":
        return await take(door, { signal, encoding, project: project?.value ?? "default", body: body.bytes }, reply);
    }
  } finally {
    body.release();
  }
}

interface Delivery {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly project: string;
  readonly body: Buffer;
}

async function take(door: Door, delivery: Delivery, reply: FastifyReply): Promise<FastifyReply> {
  const { signal, encoding } = delivery;
  const taken = await takeSignal(door, delivery);
  if (taken.kind === "refused") return answerFailure(reply, encoding, taken.status, taken.message);
  const { rejected, messages } = taken;
  const partial = rejected === 0 && messages.length === 0 ? undefined : { rejected, message: messages.join(" ") };
  return reply
    .code(200)
    .header("content-type", contentTypes[encoding])
    .send(Buffer.from(successBody(signal, encoding, partial)));
}

type Taken =
  | { readonly kind: "taken"; readonly rejected: number; readonly messages: readonly string[] }
  | { readonly kind: "refused"; readonly status: 400 | 413 | 503; readonly message: string };

async function takeSignal(door: Door, { signal, encoding, project, body }: Delivery): Promise<Taken> {
  const { now = Date.now } = door.options;
  const where = { project, receivedMilliseconds: now() };
  switch (signal) {
    case "traces": {
      const decoded = decodeTraces(body, encoding, isWanted);
      return "kind" in decoded ? undecoded(decoded) : takeCalls(door, decoded, arrivalsOfSpans(decoded.items, where));
    }
    case "logs": {
      const decoded = decodeLogs(body, encoding, isWanted);
      return "kind" in decoded ? undecoded(decoded) : takeCalls(door, decoded, arrivalsOfLogs(decoded.items, where));
    }
    case "metrics": {
      const decoded = decodeMetrics(body, encoding, isWantedMetric);
      if ("kind" in decoded) return undecoded(decoded);
      const result = await door.readings.take(project, decoded.items, (records) => store(door, records));
      if (!result.ok) return unstored(result.error);
      const { answer, notes } = result.value;
      return answered(decoded, answer, notes);
    }
  }
}

async function takeCalls(door: Door, decoded: Decoded<unknown>, { traces, faults }: GroupedArrivals): Promise<Taken> {
  const result = await door.traces.take(traces, (records) => store(door, records));
  return result.ok ? answered(decoded, result.value, faults) : unstored(result.error);
}

type NotStored = { readonly kind: string; readonly message: string };

async function store(door: Door, records: readonly unknown[]): Promise<Result<Stored, NotStored>> {
  if (records.length === 0) return { ok: true, value: { accepted: 0, rejected: [] } };
  return door.options.accept(records);
}

function answered(decoded: Decoded<unknown>, stored: Stored, more: readonly string[]): Taken {
  const refusals = stored.rejected.slice(0, 5).map(({ reasons }) => `A record was refused: ${reasons.join(" ")}`);
  return {
    kind: "taken",
    rejected: decoded.rejected + stored.rejected.length,
    messages: [...decoded.messages, ...refusals, ...more],
  };
}

function undecoded({ kind, message }: DecodeFailure): Taken {
  return { kind: "refused", status: kind === "too-many" ? 413 : 400, message };
}

function unstored({ kind, message }: NotStored): Taken {
  return { kind: "refused", status: kind === "too-large" ? 413 : 503, message };
}

function encodingOf(request: FastifyRequest): Encoding | undefined {
  const [type = ""] = (request.headers["content-type"] ?? "").split(";", 1);
  const name = type.trim().toLowerCase();
  if (name === "application/x-protobuf" || name === "application/protobuf") return "protobuf";
  return name === "application/json" ? "json" : undefined;
}

function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The request is not valid.";
}

function answerFailure(
  reply: FastifyReply,
  encoding: Encoding,
  status: number,
  message: string,
  retryAfterSeconds = 1,
): FastifyReply {
  if (status === 429 || status === 503) reply.header("retry-after", String(retryAfterSeconds));
  return reply
    .code(status)
    .header("content-type", contentTypes[encoding])
    .send(Buffer.from(failureBody(encoding, rpcCode(status), message)));
}
