import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

// What bench/hostile-requests.mjs sends, by kind, and which answers are right.

// A small generator of random numbers (mulberry32), so that a seed names a run.
let state = 1;
export function seedWith(seed) {
  state = seed >>> 0;
}
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const upTo = (count) => Math.floor(random() * count);
export const oneOf = (list) => list[upTo(list.length)];
const bytes = (length) => Buffer.from(Array.from({ length }, () => upTo(256)));

const sampleFolder = new URL("../../packages/server/test/otlp-samples/", import.meta.url);
const samples = readdirSync(sampleFolder)
  .filter((name) => name !== "README.md")
  .map((name) => ({
    path: `/v1/${name.split(".").at(-2)}`,
    type: name.endsWith(".pb") ? "application/x-protobuf" : "application/json",
    body: readFileSync(new URL(name, sampleFolder)),
  }));
const signals = ["/v1/traces", "/v1/metrics", "/v1/logs"];
const posts = ["/api/v1/events", "/api/v1/activities", "/api/v1/runs", "/api/v1/estimate", "/api/v1/compare"];
const reads = ["totals", "series", "distribution", "explain", "runs", "events", "change"].map(
  (name) => `/api/v1/${name}`,
);
export const json = "application/json";
const event = (more) => ({
  id: `h${upTo(1e6)}`,
  project: "hostile",
  activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 5 },
  ...more,
});
const list = (item, mebibytes) => `[${`${item},`.repeat((mebibytes * 1_048_576) / (item.length + 1))}${item}]`;
const chat = (attributes) =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${hex(32)}","spanId":"${hex(16)}","startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},${attributes}]}]}]}]}`;
const hex = (length) => Array.from({ length }, () => "0123456789abcdef"[upTo(16)]).join("");

function damaged(body) {
  const copy = Buffer.from(body);
  const changes = 1 + upTo(8);
  for (let change = 0; change < changes; change += 1) copy[upTo(copy.length)] = oneOf([0, 255, 127, 128, upTo(256)]);
  const cut = random();
  if (cut < 0.2) return copy.subarray(0, upTo(copy.length));
  return cut < 0.3 ? Buffer.concat([copy, copy.subarray(upTo(copy.length))]) : copy;
}

const bombs = [
  ["/v1/traces", gzipSync(Buffer.alloc(256 * 1_048_576))],
  ["/v1/traces", gzipSync(`{"x":${list("{}", 60)}}`)],
  ["/api/v1/events", gzipSync(Buffer.alloc(64 * 1_048_576, " "))],
  ["/api/v1/events", gzipSync(list("{}", 15))],
  ["/api/v1/events", gzipSync(list("[]", 15))],
  ["/api/v1/runs", gzipSync(list("{}", 15))],
  ["/api/v1/runs", gzipSync(list("{}", 60))],
  ["/api/v1/estimate", gzipSync(`{"inputs":{"a":${list("[]", 15)}}}`)],
];
export const post = (path, body, type = json, headers = {}) => ({
  method: "POST",
  path,
  body,
  headers: { "content-type": type, ...headers },
});
const badCounts = ["-1", '"9223372036854775808"', "1e400", '"NaN"', "NaN", "1.5", '"-0x1"', "9223372036854775807"];
const refused = (status) => status >= 400 && status < 500;
/** Some of these are taken in part or are harmless: 200 is right, too. */
const takenOrRefused = (status) => status === 200 || refused(status);
const is =
  (...statuses) =>
  (status) =>
    statuses.includes(status);

// Each kind: how often among a thousand, what is sent, and which answers are right.
export const kinds = {
  "random bytes, OTLP": [
    120,
    () => post(oneOf(signals), bytes(upTo(400)), oneOf([json, "application/x-protobuf"])),
    takenOrRefused,
  ],
  "random bytes, JSON API": [80, () => post(oneOf(posts), bytes(1 + upTo(400))), refused],
  "damaged samples": [
    240,
    () => {
      const { path, type, body } = oneOf(samples);
      return post(path, damaged(body), type, { "x-wattledger-project": "hostile" });
    },
    takenOrRefused,
  ],
  "samples sent to a wrong place or as a wrong type": [
    40,
    () => {
      const { body } = oneOf(samples);
      return post(
        oneOf([...signals, ...posts]),
        body,
        oneOf([
          "text/plain",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "application/json; charset=utf-16",
          "",
        ]),
      );
    },
    takenOrRefused,
  ],
  "gzip that bursts": [
    1,
    () => {
      const [path, body] = oneOf(bombs);
      return post(path, body, json, { "content-encoding": "gzip" });
    },
    is(200, 400, 413, 503),
  ],
  "gzip cut or damaged": [
    60,
    () => {
      const packed = gzipSync(oneOf(samples).body, { level: 1 });
      const body =
        random() < 0.5
          ? packed.subarray(0, 1 + upTo(packed.length - 1))
          : Buffer.concat([Buffer.from([31]), damaged(packed).subarray(1, -9)]);
      return post(oneOf([...signals, ...posts]), body, json, {
        "content-encoding": oneOf(["gzip", "gzip", "br", "gzip, gzip", "x"]),
      });
    },
    refused,
  ],
  "deep trees": [
    40,
    () => {
      const depth = 300 + upTo(20_000);
      const tree = oneOf([`${"[".repeat(depth)}${"]".repeat(depth)}`, `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`]);
      return oneOf([
        () => post(oneOf(posts), tree),
        () => post("/api/v1/events", `{"id":"1","activity":${tree}}`),
        () => post("/v1/traces", chat(`{"key":"gen_ai.usage.input_tokens","value":${tree}}`)),
      ])();
    },
    refused,
  ],
  "huge attributes": [
    4,
    () => {
      const long = "x".repeat(upTo(4_000_000));
      return random() < 0.5
        ? post("/v1/traces", chat(`{"key":"gen_ai.prompt","value":{"stringValue":"${long}"}}`), json, {
            "x-wattledger-project": "hostile",
          })
        : post("/api/v1/events", JSON.stringify(event({ owner: long })));
    },
    takenOrRefused,
  ],
  "counts that are not counts": [
    90,
    () => {
      const count = oneOf(badCounts);
      return random() < 0.5
        ? post("/v1/traces", chat(`{"key":"gen_ai.usage.input_tokens","value":{"intValue":${count}}}`), json, {
            "x-wattledger-project": "hostile",
          })
        : post(
            "/api/v1/events",
            `{"id":"1","project":"hostile","activity":{"kind":"llm-request","model":"m","outputTokens":${count}}}`,
          );
    },
    // 9223372036854775807 is a number that JSON can say; a model reads it as one.
    takenOrRefused,
  ],
  "names of prototypes": [
    60,
    () => {
      const name = oneOf(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"]);
      return oneOf([
        () => post(oneOf(posts), `{"${name}":{"x":1},"id":"1"}`),
        () => post("/api/v1/estimate", `{"method":"${name}","inputs":{"${name}":1}}`),
        () => ({ method: "GET", path: `${oneOf(reads)}?groupBy=${name}&${name}=1` }),
        () => ({ method: "GET", path: `/api/v1/${oneOf(["runs", "methods", "factors"])}/${name}` }),
      ])();
    },
    refused,
  ],
  "text that is not UTF-8": [
    40,
    () => post("/v1/traces", Buffer.concat([Buffer.from('{"resourceSpans":"'), bytes(20), Buffer.from('"}')])),
    takenOrRefused,
  ],
  "wrong methods": [
    60,
    () => ({
      method: oneOf(["DELETE", "PATCH", "PUT", "OPTIONS", "TRACE"]),
      path: oneOf([...signals, ...posts, ...reads]),
    }),
    is(404, 405),
  ],
  "many parameters": [
    20,
    () => ({
      method: "GET",
      path: `${oneOf(reads)}?${Array.from({ length: upTo(600) + 1 }, (_, index) => `q${index}=${upTo(9)}`).join("&")}`,
    }),
    refused,
  ],
  "long and odd addresses": [
    60,
    () => ({
      method: "GET",
      path: oneOf([
        `/${"a".repeat(upTo(12_000))}`,
        `/api/v1/runs/${"a".repeat(upTo(5000) + 1)}`,
        "/%ff",
        "/api/v1/runs/%00",
        "/api/v1/runs/..%2f..%2fetc%2fpasswd",
        `/api/v1/totals?from=${"%00".repeat(upTo(50))}`,
        "/api/v1/totals?from=9e99",
        "//evil.example/",
      ]),
    }),
    refused,
  ],
  "names of other hosts": [
    40,
    () => ({
      method: "GET",
      path: oneOf(reads),
      headers: { host: oneOf(["evil.example", "127.0.0.1.evil.example", "localhost.", "[::1]x", "0.0.0.0"]) },
    }),
    is(421),
  ],
  "requests from other sites": [
    40,
    () =>
      post(oneOf([...signals, ...posts]), "{}", oneOf(["text/plain", json]), {
        origin: oneOf(["null", "https://evil.example", "file://", "http://127.0.0.1.evil.example"]),
      }),
    is(403),
  ],
  "broken HTTP": [
    4,
    () => ({
      raw: oneOf([
        "GET / HTTP/9.9\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000",
        "GET /livez HTTP/1.1\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        `GET /livez HTTP/1.1\r\nhost: localhost\r\n${"x: y\r\n".repeat(4000)}\r\n`,
        `GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
        `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
      ]),
    }),
    is(400, 408, 411, 414, 431, 200, 421),
  ],
  "half-closed and pipelined": [
    4,
    () => ({ raw: "GET /nothing HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(1 + upTo(20)), halfClose: true }),
    is(404),
  ],
  "bodies that stop": [
    1,
    () => ({
      raw: `POST ${oneOf([...signals, ...posts])} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
      abandon: true,
    }),
    is("left"),
  ],
};
