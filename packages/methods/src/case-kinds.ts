/**
 * What a kind of reference case asks for.
 *
 * - `arithmetic`: a method of ours answers it, by an adapter; without one yet, it waits for the method.
 * - `look-up`: a table of the original answers it; ours has sources of its own.
 * - `plumbing`: configuration, device selection, display text, file formats: out of scope, for the reason given.
 */
export type CaseKind =
  | { readonly class: "arithmetic" }
  | { readonly class: "look-up"; readonly reason: string }
  | { readonly class: "plumbing"; readonly reason: string };

const arithmetic: CaseKind = { class: "arithmetic" };
const lookUp = (reason: string): CaseKind => ({ class: "look-up", reason });
const plumbing = (reason: string): CaseKind => ({ class: "plumbing", reason });
const all = (...kinds: readonly string[]): Record<string, CaseKind> =>
  Object.fromEntries(kinds.map((kind) => [kind, arithmetic]));

/** Class of each kind of case, by the `method` that its file names, as that is spelt there. */
export const caseKinds: Readonly<Record<string, Readonly<Record<string, CaseKind>>>> = {
  "ai-energy-score": all("class", "normalise", "phases", "stars", "unit"),
  boavizta: all(
    "cloud",
    "component.case",
    "component.cpu",
    "component.gpu",
    "component.hdd",
    "component.power_supply",
    "component.ram",
    "component.ssd",
    "function.cpu_power",
    "function.effective_die_area",
    "function.rounding",
    "server",
    "terminal",
  ),
  "boundary-scaling": all("double", "full-stack", "full-stack-scale"),
  "Cloud Carbon Footprint estimation method": all(
    "aws_cur_row",
    "azure_lookup_row",
    "compute",
    "embodied",
    "gcp_lookup_row",
    "memory",
    "memory_above_specpower",
    "network",
    "physical_chips",
    "storage",
    "utilisation_average",
    "watts_of_group",
  ),
  // Its tables are Ember's and Electricity Maps', which the factors carry, and one of the UNFCCC, which the cases alone carry.
  "CO2.js grid intensities and web models": all(
    "average_intensity",
    "electricitymaps_yearly",
    "one_byte",
    "operating_margin_2021",
    "swdm_v3_per_byte",
    "swdm_v4_per_byte",
  ),
  codecarbon: {
    ...all(
      "cpu-constant",
      "cpu-load-legacy-curve",
      "cpu-load-machine",
      "cpu-load-process",
      "gpu-interval",
      "mix-to-intensity",
      "ram-model-v2",
      "ram-model-v3",
      "ram-process",
      "rapl-interval",
      "region-mix-to-intensity",
      "run",
      "run-cpu-load",
      "tasks",
      "unit-conversion",
      // Its tables of places are under MIT and CC BY 4.0, so ours to carry.
      "cloud-emissions",
      "private-emissions",
    ),
    "tdp-lookup": lookUp("reads the original's table of processors by its own matching rule"),
    "api-upload": plumbing("upload to the original's web service"),
    boamps: plumbing("file format of a report"),
    "cloud-detection": plumbing("reads the metadata service of a cloud"),
    config: plumbing("configuration files of the original"),
    "csv-import": plumbing("file format; importers come with the ledger"),
    "csv-write": plumbing("file format of the original"),
    "emi-channels": plumbing("selection of Windows devices"),
    "emi-mirrored": plumbing("selection of Windows devices"),
    "equivalents-local": plumbing("display text"),
    "equivalents-web": plumbing("display text"),
    "geo-resolution": plumbing("asks a web service where the machine is"),
    "gpu-ids": plumbing("selection of devices"),
    "live-intensity": plumbing("asks a web service for an intensity"),
    "slurm-cpus": plumbing("parses the text of a scheduler's command"),
    "slurm-memory": plumbing("parses the text of a scheduler's command"),
  },
  cumulator: all("compute-and-communication", "project-impact-statement"),
  // Its tables of places and processors are under Apache-2.0, so ours to carry.
  eco2ai: all("carbon-intensity-lookup", "cpu-tdp-lookup", "energy-to-carbon", "sampled-run"),
  ecologits: all("custom", "intermediate", "interval", "request"),
  "ecologits-video": all("video"),
  "embodied-ai-hardware": all(
    "act.cpa",
    "act.die",
    "act.dram",
    "amortise.gpu_hour",
    "amortise.run",
    "ecologits.embodied_request",
    "ecologits.embodied_server",
    "genai.consistency",
    "gpu.component_model",
    "llmcarbon.embodied",
    "vendor.embodied_per_flop",
    "vendor.pcf_split",
  ),
  "energy-meter": all("component-energy"),
  // Its tables of places are public domain, so ours to carry.
  energyusage: all("baseline-subtracted-run", "constants", "emission-per-kwh", "equivalence"),
  "experiment-impact-tracker": all("gpu-attribution", "log-integration", "rapl-attribution", "rough-estimate"),
  "green-algorithms": {
    ...all("estimate", "training-with-rd-and-retraining", "continuous-inference-scaling"),
    "display-text": plumbing("display text"),
  },
  "green-algorithms-hpc": all("slurm-accounting"),
  "Impact Framework built-in plugins and aggregation": all(
    "Coefficient",
    "Divide",
    "Exponent",
    "Interpolation",
    "Sci",
    "SciEmbodied",
    "Sum",
    "TimeConverter",
    "TimeSync",
    "aggregate",
  ),
  "jegham-hungry": all("impact", "query"),
  "lca-device": all(
    "budget.share",
    "device.allocate",
    "device.compare",
    "device.consistency",
    "device.lifetime",
    "device.total",
  ),
  "li-water": all("double-pue", "water"),
  llmcarbon: all("embodied", "inference", "parallelism", "training"),
  "mlco2-impact": all("gpu-hours-emission"),
  // Its measurements are facts, so ours to carry.
  mlenergy: all("lookup"),
  perun: all("energy-to-carbon", "node-tree", "sensor-series"),
  pyjoules: all("counter-trace", "idle-subtraction"),
  sci: all("sci.aggregate", "sci.embodied", "sci.embodied_baseline_server", "sci.score"),
  "strubell-2019": all("cloud-cost", "equation", "project-cost", "training-energy"),
  "training-energy": all("gpu-hours", "training"),
  water: all(
    "water.ecologits_0_9_1",
    "water.ewif_from_mix",
    "water.operational",
    "water.operational_facility",
    "water.site_only",
    "water.wue_wet_bulb",
  ),
};
