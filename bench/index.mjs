// npm run bench [name ...]: every bench, or those whose name contains a word, each in a process of its own; one table.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { isReached, table } from "./report.mjs";

const names = [
  "wrapper-overhead",
  "estimate",
  "first-instruction",
  "memory",
  "reading-cost",
  "reading-processor-time",
  "gpu-reading",
  "compiled-evaluation",
  "monte-carlo",
  "batch",
  "ecologits",
  "compare",
  "integration-error",
  "processor-time",
  "attribution",
  "ranks",
  "ranks-busy",
  "runs",
];

const asked = process.argv.slice(2);
const chosen = names.filter((name) => asked.length === 0 || asked.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(`No bench is called ${asked.join(" or ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}

for (const built of ["../packages/cli/dist/bundle/wattledger.cjs", "../packages/methods/dist/index.js"]) {
  if (existsSync(new URL(built, import.meta.url))) continue;
  console.error("The benches measure what is built. Run `npm run build` first.");
  process.exit(2);
}

const results = [];
let failed = false;
for (const name of chosen) {
  console.error(`${name} ...`);
  const [file, ...variant] = name.split("-busy");
  const script = fileURLToPath(new URL(`${file}.mjs`, import.meta.url));
  const words = variant.length === 0 ? [] : ["--busy"];
  const { stdout } = spawnSync(process.execPath, [script, "--json", "--full", ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (stdout === "") failed = true;
  else results.push(JSON.parse(stdout));
}

console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} logical processors\n`,
);
for (const line of table(results)) console.log(line);
process.exitCode = failed || !results.every(isReached) ? 1 : 0;
