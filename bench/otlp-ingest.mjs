import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PbfWriter } from "pbf";

// OTLP spans over HTTP until they are durable with their footprint: one process sends, the server is another. Each trace is an agent
// with two calls and a tool, so that the rules against counting twice are at work. Next to it, in this process: how fast bare decoders
// read the same bodies. `npm run build` first.

const requests = Number(process.argv[2] ?? 60);
const spansPerRequest = 1000;
const concurrency = 4;
const hex = (value, digits) => value.toString(16).padStart(digits, "0");
let counter = Number(process.hrtime.bigint() % 1_000_000_007n);

function trace(base) {
  counter += 1;
  const traceId = hex(counter, 32);
  const id = (place) => hex(counter * 8 + place + 1, 16);
  const chat = (place) => ({
    traceId,
    spanId: id(place),
    parentSpanId: id(0),
    kind: 3,
    start: base,
    end: base + 1_200_000_000n,
    attributes: [
      ["gen_ai.operation.name", "chat"],
      ["gen_ai.provider.name", "openai"],
      ["gen_ai.request.model", "gpt-4o-mini"],
      ["gen_ai.response.model", "gpt-4o-mini-2024-07-18"],
      ["gen_ai.response.id", `chatcmpl-${counter}-${place}`],
      ["gen_ai.request.max_tokens", 512],
      ["gen_ai.response.finish_reasons", "stop"],
      ["server.address", "api.openai.com"],
      ["server.port", 443],
      ["gen_ai.usage.input_tokens", 400 + (counter % 997)],
      ["gen_ai.usage.output_tokens", 30 + (counter % 211)],
      ["gen_ai.usage.cache_read.input_tokens", counter % 300],
    ],
  });
  const around = (place, parent, operation) => ({
    traceId,
    spanId: id(place),
    parentSpanId: parent,
    kind: 1,
    start: base,
    end: base + 3_000_000_000n,
    attributes: [
      ["gen_ai.operation.name", operation],
      ["gen_ai.agent.name", "support"],
      ["gen_ai.input.messages", "a question ".repeat(20)],
    ],
  });
  return [chat(1), around(3, id(0), "execute_tool"), chat(2), around(0, "", "invoke_agent")];
}

function request() {
  const base = BigInt(Date.now()) * 1_000_000n;
  return Array.from({ length: spansPerRequest / 4 }, () => trace(base)).flat();
}

function attributes(pairs) {
  return pairs.map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: value } : { stringValue: value },
  }));
}

function asJson(spans) {
  const all = spans.map(({ start, end, attributes: pairs, ...span }) => ({
    ...span,
    name: "a span",
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributes(pairs),
    status: { code: 0 },
  }));
  const resource = { attributes: attributes([["service.name", "bench"]]) };
  return Buffer.from(
    JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "b" }, spans: all }] }] }),
  );
}

function message(to, field, write) {
  to.writeMessage(field, (_, inner) => write(inner), undefined);
}

function time(to, field, value) {
  to.writeTag(field, 1);
  to.writeFixed32(Number(value & 0xffffffffn));
  to.writeFixed32(Number(value >> 32n));
}

function asProtobuf(spans) {
  const writer = new PbfWriter();
  const attribute = (to, field, [key, value]) =>
    message(to, field, (pair) => {
      pair.writeStringField(1, key);
      message(pair, 2, (any) =>
        typeof value === "number" ? any.writeVarintField(3, value) : any.writeStringField(1, value),
      );
    });
  message(writer, 1, (resourceSpans) => {
    message(resourceSpans, 1, (resource) => attribute(resource, 1, ["service.name", "bench"]));
    message(resourceSpans, 2, (scope) => {
      for (const span of spans) {
        message(scope, 2, (one) => {
          one.writeBytesField(1, Buffer.from(span.traceId, "hex"));
          one.writeBytesField(2, Buffer.from(span.spanId, "hex"));
          if (span.parentSpanId !== "") one.writeBytesField(4, Buffer.from(span.parentSpanId, "hex"));
          one.writeStringField(5, "a span");
          one.writeVarintField(6, span.kind);
          time(one, 7, span.start);
          time(one, 8, span.end);
          for (const pair of span.attributes) attribute(one, 9, pair);
        });
      }
    });
  });
  return Buffer.from(writer.finish());
}

async function measure(encode, contentType) {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-otlp-bench-"));
  const child = spawn(process.execPath, [join(import.meta.dirname, "otlp-server.mjs"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = [];
  child.stdout.setEncoding("utf8").on("data", (text) => lines.push(...text.split("\n").filter((line) => line !== "")));
  const giveUp = setTimeout(() => child.kill("SIGKILL"), 120_000);
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const [url] = lines;
  const bodies = Array.from({ length: requests + 4 }, () => encode(request()));
  const send = async (body) => {
    const answer = await fetch(`${url}/v1/traces`, { method: "POST", headers: { "content-type": contentType }, body });
    const text = Buffer.from(await answer.arrayBuffer()).toString();
    if (answer.status !== 200 || (text !== "" && text !== "{}"))
      throw new Error(`${answer.status} ${text.slice(0, 300)}`);
  };
  for (const body of bodies.slice(0, 4)) await send(body);
  const open = bodies.slice(4);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0));
  }, 100);
  const busyBefore = processorSeconds(child.pid);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let body = open.pop(); body !== undefined; body = open.pop()) await send(body);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const busySeconds = processorSeconds(child.pid) - busyBefore;
  clearInterval(watch);
  clearTimeout(giveUp);
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true });
  const [counted] = JSON.parse(lines.at(-1));
  const expected = ((requests + 4) * spansPerRequest) / 2;
  if (counted !== expected) throw new Error(`${String(counted)} calls were counted, not ${expected}.`);
  return {
    busyMilliseconds: (1e6 * busySeconds) / (requests * spansPerRequest),
    rate: (requests * spansPerRequest) / seconds,
    peakMebibytes: peak / 1024,
    bytes: bodies[0].length,
  };
}

/** Processor time of a process and all its threads. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function bare(name, body, decode) {
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now();
    decode(body);
    return performance.now() - started;
  }).toSorted((a, b) => a - b);
  console.log(`${name}: ${Math.round(spansPerRequest / (times[4] / 1000)).toLocaleString("en")} spans/s`);
}

const { decodeTraces } = await import("../packages/server/dist/otlp/decode.js");
const { isWanted } = await import("../packages/server/dist/genai/aliases.js");
const sample = request();
bare("bare JSON.parse", asJson(sample), (body) => JSON.parse(body.toString()));
bare("our decoder, JSON", asJson(sample), (body) => decodeTraces(body, "json", isWanted));
bare("our decoder, protobuf", asProtobuf(sample), (body) => decodeTraces(body, "protobuf", isWanted));
for (const { name, encode, type, bar } of [
  { name: "protobuf", encode: asProtobuf, type: "application/x-protobuf", bar: 10_000 },
  { name: "JSON", encode: asJson, type: "application/json", bar: 5000 },
]) {
  const { busyMilliseconds, rate, peakMebibytes, bytes } = await measure(encode, type);
  console.log(
    `OTLP ${name} until durable: ${Math.round(rate).toLocaleString("en")} spans/s (bar ${bar.toLocaleString("en")}), peak ${Math.round(peakMebibytes)} MiB (bar 1,024), ${busyMilliseconds.toFixed(0)} ms of processor time per 1,000 spans, ${Math.round(bytes / spansPerRequest)} bytes a span`,
  );
}
