// How long `wattledger runs`, `runs --all` and `runs export` take in a store of 5,000 records: a real run of this machine, written 5,000
// times with a start, a name and an id of its own, and with the samples of some minutes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const records = 5000;
const rounds = 5;
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

await withOwnHome(({ env, home }) => {
  const call = (...args) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [wattledger, ...args], {
      env,
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    if (status !== 0) throw new Error(`wattledger ${args.join(" ")} ended with ${status}: ${stderr}`);
    return (performance.now() - started) / 1000;
  };
  call(
    "run",
    "--quiet",
    "--name",
    "bench",
    "--project",
    "vision",
    "--tag",
    "team=a",
    "--interval",
    "0.1",
    "--",
    "sleep",
    "3",
  );
  fill(join(home, "state/wattledger/runs"));
  const first = { runs: call("runs", "--all"), export: call("runs", "export", "--jsonl") };
  const listed = [];
  const all = [];
  const exported = [];
  for (let round = 0; round < rounds; round += 1) {
    listed.push(call("runs"));
    all.push(call("runs", "--all"));
    exported.push(call("runs", "export", "--jsonl"));
  }
  report({
    what: `wattledger runs --all, ${records} records`,
    unit: "s",
    values: all,
    atMost: 1,
    beside: [
      `the first time, without an index: ${format(first.runs)} s`,
      `runs, the newest 20: ${inWords(listed)}`,
      `runs export --jsonl (bar 5 s): ${inWords(exported)}, the first time ${format(first.export)} s`,
    ],
  });
  if (spread(exported).median > 5) process.exitCode = 1;
});

/** Writes the one record that is there under 5,000 ids, over some three years. */
function fill(folder) {
  mkdirSync(folder, { recursive: true });
  const [name] = readdirSync(folder);
  const text = readFileSync(join(folder, name), "utf8");
  const id = name.slice(0, -".jsonl".length);
  const startedAt = /"startedAt":"([^"]*)"/.exec(text)[1];
  for (let index = 0; index < records; index += 1) {
    const start = new Date(Date.UTC(2023, 0, 1) + index * 5.3 * 3600e3 + 61e3 * (index % 7));
    const digits = start.toISOString().replaceAll(/\D/g, "");
    const code = [0, 1, 2, 3].map((place) => letters[Math.floor(index / 31 ** place) % 31]).join("");
    const own = `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${code}`;
    const lines = text
      .replaceAll(id, own)
      .replaceAll(startedAt, start.toISOString())
      .replaceAll('"name":"bench"', `"name":"bench ${index % 100}"`)
      .replace(/"joules":\{"[^"]*":([\d.]+)/g, (whole, joules) =>
        whole.replace(joules, String(joules * (1 + (index % 50) / 50))),
      );
    writeFileSync(join(folder, `${own}.jsonl`), lines);
  }
}

function inWords(values) {
  const { median, min, max } = spread(values);
  return `${format(median)} s (${format(min)} to ${format(max)})`;
}
