import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equation, graphOf, input } from "../packages/core/dist/index.js";
import { openLedger } from "../packages/ledger/dist/index.js";
import { benchStart } from "./ledger-events.mjs";
import { fillEngine } from "./ledger-fill.mjs";

// Restates 30 days of events by the equations of a method: energy from tokens by model, carbon by region, each with its interval.
// `npm run build`, then `node bench/ledger-restate.mjs [EVENTS] [FOLDER]`. A folder that is given is used where it has an engine file,
// and is changed.

const events = Number(process.argv[2] ?? 10_000_000);
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), "wattledger-restate-"));
const days = 30;
const engineFile = join(folder, "engine.duckdb");
if (!existsSync(engineFile)) {
  const { engine } = await fillEngine(engineFile, events, days);
  await engine.close();
}
const before = statSync(engineFile).size;

const graph = graphOf({
  inputs: {
    input_tokens: input("1", "input tokens"),
    output_tokens: input("1", "output tokens"),
    joules_per_token: input("1", "J per output token of the model"),
    grams_per_joule: input("1", "g of CO2e per J in the region"),
  },
  equations: {
    energy: equation("1", "1.2 × (joules_per_token × output_tokens + joules_per_token × input_tokens ÷ 10)"),
    energy_low: equation("1", "energy ÷ 2"),
    energy_high: equation("1", "energy × 2.5"),
    gwp: equation("1", "energy × grams_per_joule"),
    gwp_low: equation("1", "energy_low × grams_per_joule × 0.9"),
    gwp_high: equation("1", "energy_high × grams_per_joule × 1.1"),
  },
});
const rows = Array.from({ length: 60 }, (_, model) =>
  Array.from({ length: 5 }, (_unused, region) => ({
    of: [`model-${model}`, `region-${region}`],
    values: { joules_per_token: 0.5 + model / 10, grams_per_joule: 5e-5 * (1 + region) },
  })),
).flat();

const opened = await openLedger({ folder, engine: { kind: "duckdb", memoryLimit: "4GB" }, onNotice: console.error });
if (!opened.ok) throw new Error(opened.error.message);
const ledger = opened.value;
await ledger.settled();
const period = { fromMilliseconds: benchStart, toMilliseconds: benchStart + days * 86_400_000 };
const started = performance.now();
const cpu = process.cpuUsage();
const restated = await ledger.restate({
  ...period,
  author: "bench",
  graph,
  results: {
    energy: { mean: "energy", low: "energy_low", high: "energy_high" },
    gwp_location: { mean: "gwp", low: "gwp_low", high: "gwp_high" },
  },
  inputs: {
    input_tokens: { kind: "figure", figure: "input_tokens" },
    output_tokens: { kind: "figure", figure: "output_tokens" },
    joules_per_token: { kind: "factor", factor: "joules_per_token" },
    grams_per_joule: { kind: "factor", factor: "grams_per_joule" },
  },
  factors: { by: ["model", "region"], rows },
  method: { id: "bench", version: "1" },
  factorSet: "2027",
  factorBasis: "life-cycle",
});
if (!restated.ok) throw new Error(restated.error.message);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const energyOf = async (query) => {
  const totals = await ledger.totals({ ...period, figures: ["energy"], ...query });
  if (totals.kind === "refused") throw new Error(totals.reasons.join(" "));
  const [group] = totals.groups;
  return `${Number(group?.events).toLocaleString("en")} events, ${(group?.figures[0]?.mean ?? 0).toExponential(6)} J`;
};
console.log(`restating                ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`);
console.log(`as it was recorded       ${await energyOf({ upToRestatement: 0 })}`);
console.log(`restated                 ${await energyOf({})}`);
await ledger.close();
console.log(`bytes per event more     ${((statSync(engineFile).size - before) / events).toFixed(1)}`);
if (process.argv[3] === undefined) rmSync(folder, { recursive: true });
