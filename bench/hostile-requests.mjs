import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, kinds, oneOf, post, seedWith } from "./load/hostile-kinds.mjs";

// Hostile and malformed requests against `wattledger serve`, in a process of its own: random bytes, damaged samples of real SDKs, gzip
// bombs, deep trees, wrong methods and types, broken HTTP. Honest events are sent in between, and their total must be right at the end.
//   node bench/hostile-requests.mjs [requests, default 100000] [seed, default 1]      `npm run build` first.

const wanted = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const lanes = 16;
const mostGrowthMiB = 128;

seedWith(seed);

const folder = mkdtempSync(join(tmpdir(), "wattledger-hostile-"));
const command = new URL("../packages/cli/bin/wattledger.cjs", import.meta.url).pathname;
const server = spawn(process.execPath, [command, "serve", "--port", "0", "--no-runs", "--data", folder], {
  stdio: ["ignore", "pipe", "pipe"],
  env: { ...process.env, HOME: folder },
});
let ended = false;
let said = "";
server.stderr.on("data", (part) => {
  said = `${said}${part}`.slice(-20_000);
});
server.on("exit", () => {
  ended = true;
});
const url = new URL(await new Promise((resolve) => server.stdout.once("data", (line) => resolve(String(line).trim()))));
const agent = new Agent({ keepAlive: true, maxSockets: lanes });
const memoryMiB = (name = "VmRSS") =>
  Number(new RegExp(`${name}:\\s+(\\d+)`, "u").exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;

/** The answer to a request: its status, type and text. */
function ask({ method, path, body, headers = {} }) {
  return new Promise((resolve) => {
    const sent = httpRequest(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: body === undefined ? headers : { "content-length": Buffer.byteLength(body), ...headers },
      },
      (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", () => resolve({ status: "cut", type: "", text: "" }));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode,
            type: answer.headers["content-type"] ?? "",
            text: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    sent.setTimeout(120_000, () => sent.destroy(new Error("no answer in 120 s")));
    sent.on("error", (error) => resolve({ status: error.code ?? error.message, type: "", text: "" }));
    sent.end(body);
  });
}

function askRaw({ raw, halfClose, abandon }) {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true });
    let text = "";
    const done = () => {
      socket.destroy();
      const [head = "", ...rest] = text.split("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d+)/u.exec(head)?.[1]);
      resolve({
        status: abandon === true ? "left" : Number.isNaN(status) ? "no answer" : status,
        type: /content-type: (.*)/iu.exec(head)?.[1] ?? "",
        // Of pipelined answers the first.
        text: rest[0]?.split(/HTTP\/1\.1 \d/u)[0] ?? "",
      });
    };
    socket.on("error", done);
    socket.on("data", (part) => {
      text += part;
    });
    socket.on("end", done);
    socket.setTimeout(halfClose === true ? 5000 : 2000, done);
    socket.write(raw, () => {
      if (halfClose === true) socket.end();
      if (abandon === true) setTimeout(done, 5);
    });
  });
}

/** A refusal says why: a problem of RFC 9457, or a status of OTLP. */
function hasReason({ status, type, text }) {
  if (typeof status !== "number" || status < 400) return true;
  if (type.startsWith("application/problem+json") || type.startsWith(json)) {
    try {
      const { detail, message } = JSON.parse(text);
      return (detail ?? message ?? "").length > 10;
    } catch {
      return false;
    }
  }
  return type.startsWith("application/x-protobuf") && text.length > 10;
}

let honest = 0;
async function sendHonest() {
  honest += 1;
  const answer = await ask(
    post(
      "/api/v1/events",
      JSON.stringify({
        id: `honest-${honest}`,
        project: "honest",
        activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 7 },
      }),
    ),
  );
  if (answer.status !== 200) wrong.push(`honest event: ${answer.status} ${answer.text.slice(0, 200)}`);
}

const wrong = [];
const counts = new Map(
  Object.keys(kinds).map((name) => [name, { sent: 0, wrong: 0, slowestMilliseconds: 0, statuses: new Map() }]),
);
const drawn = Object.entries(kinds).flatMap(([name, [weight]]) => Array.from({ length: weight }, () => name));
let sent = 0;

async function lane(until) {
  while (sent < until && server.exitCode === null && server.signalCode === null) {
    sent += 1;
    if (sent % 100 === 0) await sendHonest();
    const name = oneOf(drawn);
    const [, make, isRight] = kinds[name];
    const request = make();
    const start = performance.now();
    const answer = "raw" in request ? await askRaw(request) : await ask(request);
    const count = counts.get(name);
    count.sent += 1;
    count.slowestMilliseconds = Math.max(count.slowestMilliseconds, performance.now() - start);
    count.statuses.set(answer.status, (count.statuses.get(answer.status) ?? 0) + 1);
    if (isRight(answer.status) && hasReason(answer)) continue;
    count.wrong += 1;
    if (count.wrong <= 3)
      wrong.push(
        `${name}: ${request.method ?? ""} ${(request.path ?? request.raw).slice(0, 80)} → ${answer.status} ${answer.type} ${answer.text.slice(0, 200)}`,
      );
  }
}

async function phase(until) {
  await Promise.all(Array.from({ length: lanes }, () => lane(until)));
}

const begun = performance.now();
await phase(wanted * 0.2);
const before = ended ? Number.NaN : memoryMiB();
await phase(wanted);
let after = Number.NaN;
let totals = "the server is gone";
if (!ended) {
  // What is only waiting for the collector is not growth.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  after = memoryMiB();
  const answer = await ask({
    method: "GET",
    path: "/api/v1/totals?from=-1d&project=honest&figures=requests,output_tokens",
  });
  totals = answer.text;
}

const rows = [...counts].map(([name, { sent: count, wrong: bad, slowestMilliseconds, statuses }]) => [
  name,
  String(count),
  [...statuses]
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)))
    .map(([status, times]) => `${status}: ${times}`)
    .join(", "),
  String(bad),
  `${Math.round(slowestMilliseconds)} ms`,
]);
const heads = ["kind", "sent", "answers by status", "wrong", "slowest"];
const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
for (const row of [heads, ...rows])
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
for (const line of wrong) console.log(`wrong: ${line}`);

const figure = (name) =>
  totals.startsWith("{") ? JSON.parse(totals).groups?.[0]?.figures?.[name]?.mean?.toString() : undefined;
const isTotalRight = figure("output_tokens") === String(honest * 7);
const isFlat = after - before <= mostGrowthMiB;
const wrongAnswers = rows.reduce((sum, row) => sum + Number(row[3]), 0);
console.log(`\n${sent} requests in ${Math.round((performance.now() - begun) / 1000)} s, seed ${seed}`);
console.log(`crashes            ${ended ? 1 : 0}${ended ? `\n${said}` : ""}`);
console.log(`wrong answers      ${wrongAnswers}`);
console.log(
  `memory             ${before.toFixed(0)} MiB after a fifth, ${after.toFixed(0)} MiB at the end, ${ended ? "?" : memoryMiB("VmHWM").toFixed(0)} MiB at most; may grow by ${mostGrowthMiB}`,
);
console.log(
  `honest total       ${isTotalRight ? "right" : "WRONG"}: ${honest} events of 7 tokens, the server says ${figure("output_tokens") ?? totals.slice(0, 400)}`,
);
console.log(
  `server's own log   ${said.split("\n").length - 1} lines${said === "" ? "" : `; the last: ${said.split("\n").slice(-3).join(" ").slice(0, 300)}`}`,
);
agent.destroy();
if (!ended) {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = !ended && wrongAnswers === 0 && isFlat && isTotalRight ? 0 : 1;
