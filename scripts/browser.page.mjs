import {
  compile,
  evaluate,
  explain,
  explanationText,
  monteCarlo,
  propagate,
  resolve,
  valuesOf,
} from "@wattledger/core";
import { families, grid } from "@wattledger/factors";
import { greenAlgorithms } from "@wattledger/methods";

/** What a page computes in scripts/browser.test.mjs, and what Node computes too: a sample of the three packages. */
export async function compute() {
  const given = { runtime: 12, cores: 12, cpu: "AMD EPYC 7763", memory: { value: 64, unit: "GiB" }, zone: "FR" };
  const resolved = await resolve(greenAlgorithms, given, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  const inputs = resolved.value;
  const zone = await grid.find("SE-SE3");
  const compiled = compile(greenAlgorithms, ["carbon"]);
  const frame = compiled.frame({ runtime: 1, memory: 64, intensity: 56 });
  return {
    values: evaluate(greenAlgorithms, valuesOf(inputs)),
    zone: zone.ok ? { intensity: zone.value.factor.value, fallbacks: zone.value.fallbacks } : zone.error,
    propagated: propagate(greenAlgorithms, inputs, ["carbon"]).get("carbon")?.quantity,
    simulated: monteCarlo(greenAlgorithms, inputs, ["carbon"], { draws: 1000, seed: 1 }).get("carbon")?.quantity,
    compiled: compiled.run(frame) && frame.values[compiled.slot("carbon")],
    explained: explanationText(explain(greenAlgorithms, inputs, "gwp")),
  };
}
