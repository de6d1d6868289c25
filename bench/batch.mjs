// A million requests, a line each, through `wattledger estimate ecologits --batch` from a file into a pipe: lines for each second of
// processor time of the whole process (start, garbage collection and writing included), and the highest memory, compared with that
// of a tenth of the lines.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, report } from "./report.mjs";

const lines = 1_000_000;
const rounds = 3;
const launcher = fileURLToPath(new URL("../packages/cli/bin/wattledger.cjs", import.meta.url));
const models = ["gpt-4o", "mistral-large-2407", "meta-llama/Llama-3.1-8B-Instruct", "gemini-2.5-pro"];
const zones = ["FR", "DE", "US", "GB", "SE", "PL", "IN"];

const folder = mkdtempSync(join(tmpdir(), "wattledger-bench-"));
try {
  const [whole, part] = [join(folder, "whole.jsonl"), join(folder, "part.jsonl")];
  write(whole, lines);
  write(part, lines / 10);
  const small = await measure(part, []);
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await measure(whole, []));
  const intervals = await measure(whole, ["--intervals"]);
  report({
    what: "lines of `estimate ecologits --batch`, all outputs, one core",
    unit: "thousand/s",
    values: runs.map(({ seconds }) => lines / 1000 / seconds),
    atLeast: 100,
    beside: [
      `with --intervals: ${format(lines / 1000 / intervals.seconds)} thousand/s`,
      `memory at its highest: ${format(Math.max(...runs.map(({ megabytes }) => megabytes)))} MB; with ${lines / 10} lines ${format(small.megabytes)} MB`,
      `seconds by the clock: ${runs.map(({ elapsed }) => format(elapsed)).join(", ")}`,
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(path, count) {
  const file = openSync(path, "w");
  for (let from = 0; from < count; from += 10_000) {
    const text = Array.from({ length: 10_000 }, (_, index) => {
      const n = from + index;
      const request = { model: models[n % 4], outputTokens: 1 + ((n * 7919) % 3000), zone: zones[n % 7] };
      return `${JSON.stringify(request)}\n`;
    });
    writeSync(file, text.join(""));
  }
  closeSync(file);
}

/** Processor and clock seconds of a batch, and the memory it took at its highest, as the kernel counts them. */
async function measure(path, options) {
  const started = performance.now();
  const child = spawn(process.execPath, [launcher, "estimate", "ecologits", "--batch", path, ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let found = 0;
  child.stdout.on("data", (chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) found += 1;
  });
  let seconds = 0;
  let megabytes = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      megabytes = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1000 || megabytes;
      seconds = (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      // It has ended.
    }
  }, 20);
  const code = await new Promise((resolve) => {
    child.on("close", resolve);
  });
  clearInterval(watch);
  if (code !== 0) throw new Error(`The batch ended with ${code} after ${found} lines.`);
  return { seconds, megabytes, elapsed: (performance.now() - started) / 1000 };
}
