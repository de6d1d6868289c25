// 10,000 mixed requests through the method ecologits and through the Python package of that name, which the bench installs from PyPI into
// a folder of its own: both from the same parameters, PUE, WUE and mix, at both ends of what is a range, one core each, one after the other.
// The results must agree to 1e-9.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@wattledger/core";
import { ecologits } from "@wattledger/methods";
import { format, report, spread } from "./report.mjs";

const packageVersion = "0.9.1";
const requests = 10_000;
const rounds = 15;
const warmUpRounds = 5;
const tolerance = 1e-9;

/** Our equation for each figure of the original. */
const equations = {
  request_energy: "energy",
  request_usage_gwp: "usage.gwp",
  request_usage_adpe: "usage.adpe",
  request_usage_pe: "usage.pe",
  request_usage_wcf: "water",
  request_embodied_gwp: "embodied.gwp",
  request_embodied_adpe: "embodied.adpe",
  request_embodied_pe: "embodied.pe",
};

/** Writes the requests with what the package itself fills in, its results, and seconds of it alone and with its look-ups. */
const script = `
import json, logging, random, sys, time
logging.disable(logging.CRITICAL)
from ecologits.electricity_mix_repository import electricity_mixes
from ecologits.impacts.llm import compute_llm_impacts
from ecologits.model_repository import ParametersMoE, models
from ecologits.tracers.utils import PROVIDER_CONFIG_MAP, llm_impacts
random.seed(1)
known = [m for m in models.list_models() if m.provider.value in PROVIDER_CONFIG_MAP]
zones = ["FRA", "DEU", "USA", "GBR", "SWE", "POL", "IND", "WOR"]
asked, calls = [], []
for _ in range(${requests}):
    model = random.choice(known)
    provider = model.provider.value
    parameters = model.architecture.parameters
    moe = isinstance(parameters, ParametersMoE)
    mix = electricity_mixes.find_electricity_mix(zone=random.choice(zones))
    place = PROVIDER_CONFIG_MAP[provider]
    tokens, latency = random.randint(1, 4000), random.choice([1e12, random.uniform(0.5, 60)])
    asked.append((provider, model.name, tokens, latency, mix.zone))
    calls.append(dict(
        model_active_parameter_count=parameters.active if moe else parameters,
        model_total_parameter_count=parameters.total if moe else parameters,
        output_token_count=tokens, request_latency=latency,
        if_electricity_mix_adpe=mix.adpe, if_electricity_mix_pe=mix.pe,
        if_electricity_mix_gwp=mix.gwp, if_electricity_mix_wue=mix.wue,
        datacenter_pue=place.datacenter_pue, datacenter_wue=place.datacenter_wue))
def ends(value):
    return [value.min, value.max] if hasattr(value, "min") else [value, value]
for call in calls[:200]:
    compute_llm_impacts(**call)
started = time.perf_counter()
results = [compute_llm_impacts(**call) for call in calls]
alone = time.perf_counter() - started
started = time.perf_counter()
for one in asked:
    llm_impacts(*one)
whole = time.perf_counter() - started
figures = [dict(
    request_energy=ends(r.energy.value), request_usage_wcf=ends(r.usage.wcf.value),
    **{f"request_{phase}_{name}": ends(getattr(getattr(r, phase), name).value)
       for phase in ("usage", "embodied") for name in ("gwp", "adpe", "pe")}) for r in results]
with open(sys.argv[1], "w") as file:
    json.dump(dict(calls=[{n: ends(v) for n, v in c.items()} for c in calls], figures=figures, alone=alone, whole=whole), file)
`;

const folder = mkdtempSync(join(tmpdir(), "wattledger-bench-"));
try {
  const original = measureOriginal();
  const inputs = ["low", "high"].map((_, end) => original.calls.map((call) => inputsOf(call, end)));
  const names = Object.keys(equations);
  // One graph and one frame for all; what is read is what the package's call returns.
  const compiled = compile(ecologits, Object.values(equations));
  const results = new Float64Array(2 * requests * names.length);
  const places = Object.values(equations).map((name) => compiled.slot(name));
  const frame = compiled.frame(inputs[0][0]);
  const slots = Object.keys(inputs[0][0])
    .filter((name) => name !== "waterOf")
    .map((name) => ({ name, slot: compiled.slot(name) }));

  const milliseconds = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const started = performance.now();
    let at = 0;
    for (const ofEnd of inputs) {
      for (const one of ofEnd) {
        for (const { name, slot } of slots) frame.values[slot] = one[name];
        if (!compiled.run(frame)) throw new RangeError("not a finite number");
        for (const place of places) results[at++] = frame.values[place];
      }
    }
    if (round >= 0) milliseconds.push(performance.now() - started);
  }
  const worst = worstDifference(original.figures, results, names);
  if (!(worst <= tolerance)) throw new Error(`The results differ by up to ${worst.toExponential(1)}.`);

  report({
    what: `ecologits, ${requests} requests: times faster than the Python package ${packageVersion}`,
    unit: "times",
    values: milliseconds.map((time) => (original.alone * 1000) / time),
    atLeast: 100,
    beside: [
      `ours: ${format(spread(milliseconds).median)} ms; the package: ${format(original.alone)} s from the same inputs, ${format(original.whole)} s with its look-ups`,
      `largest relative difference of ${2 * requests * names.length} figures: ${worst.toExponential(1)}`,
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measureOriginal() {
  const python = join(folder, "environment/bin/python");
  const results = join(folder, "results.json");
  for (const [program, ...args] of [
    ["python3", "-m", "venv", join(folder, "environment")],
    [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", `ecologits==${packageVersion}`],
    [python, "-c", script, results],
  ]) {
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 600_000 });
    if (status !== 0) throw new Error(`${program} ${args.slice(0, 3).join(" ")} failed:\n${stderr}`);
  }
  return JSON.parse(readFileSync(results, "utf8"));
}

function inputsOf(call, end) {
  return {
    outputTokens: call.output_token_count[end],
    requestLatency: call.request_latency[end],
    activeParameters: call.model_active_parameter_count[end],
    totalParameters: call.model_total_parameter_count[end],
    pue: call.datacenter_pue[end],
    wue: call.datacenter_wue[end],
    "mix.gwp": call.if_electricity_mix_gwp[end],
    "mix.adpe": call.if_electricity_mix_adpe[end],
    "mix.pe": call.if_electricity_mix_pe[end],
    "mix.water": call.if_electricity_mix_wue[end],
    // As this release codes it.
    waterOf: "facility-energy",
  };
}

function worstDifference(figures, results, names) {
  let worst = 0;
  for (const end of [0, 1]) {
    for (const [index, figure] of figures.entries()) {
      for (const [place, name] of names.entries()) {
        const expected = figure[name][end];
        const found = results[(end * requests + index) * names.length + place];
        const difference = Math.abs(found - expected) / (Math.abs(expected) || 1);
        worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
      }
    }
  }
  return worst;
}
