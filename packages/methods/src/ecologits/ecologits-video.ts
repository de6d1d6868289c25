import { choice, equation, equationPerCategory, fail, given, input, inputPerCategory, method } from "@wattledger/core";
import type { Distribution } from "@wattledger/core";
import * as credible from "../credible.ts";
import { embodiedUnits, impactUnits, mixUnits, ownMixFamilies } from "./ecologits-categories.ts";
import { videoModels } from "./ecologits-video-models.ts";
import type { VideoModel } from "./ecologits-video-models.ts";

const models = videoModels();
const hardwareKinds = ["dgx-h800", "dgx-h200", "tpu-v6e"] as const;
const file = "ecologits/data/video_models.json";
const making = `${file}, hardware_configurations`;

/** Percentile 2.5, mean and percentile 97.5 of the power of a server of 8 accelerators, W. */
const serverPowers: Readonly<Record<string, readonly [number, number, number]>> = {
  "dgx-h800": [4894.93, 5438.48, 5974.24],
  "dgx-h200": [4992.03, 6646.63, 8487.31],
  "tpu-v6e": [1074.08, 1672.99, 2352.81],
};

/**
 * EcoLogits for video: a clip's energy as the time that it takes by a regression on its size and length, on a whole server.
 *
 * Equations as in EcoLogits 0.11; regressions and powers of Jegham, Luccioni, Gamazaychikov 2026.
 */
export const ecologitsVideo = method({
  id: "ecologits-video",
  version: "0.11",
  title: "EcoLogits, video",
  claim: "Energy, carbon, minerals, primary energy and water of one generated video clip.",
  source: {
    title: "EcoLogits, after Jegham, Luccioni, Gamazaychikov 2026",
    version: "mlco2/ecologits, commits 06337be and 68737f7, release 0.11.3; arXiv 2607.04553",
    locator: `ecologits/impacts/video.py, ecologits/estimations/video.py, ${file}`,
    retrieved: "2026-11-21",
    license: "MPL-2.0",
  },
  accepts: {
    "media-request": ({ medium, model, widthPixels, heightPixels, mediaSeconds }) =>
      medium !== "video"
        ? fail("it knows video only")
        : given({ model, width: widthPixels, height: heightPixels, duration: mediaSeconds }),
  },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["pue"],
    lifeCycle: ["use", "raw-materials", "manufacturing", "distribution"],
    excludes: ["idle capacity", "wide-area network", "devices of users", "training", "end of life", "embodied water"],
  },
  whenToUse: "For a clip of a hosted video model, as an upper bound.",
  whenNotToUse: "For open models that somebody measured, or as a mean: one whole server is billed to each clip.",
  example: { model: "kling-v1.6", width: 1280, height: 720, duration: "5 s", facility: "industry", zone: "CN" },
  inputs: {
    model: choice(
      models.map(({ name }) => name),
      "Video model",
    ),
    width: input("1", "Width of the clip in pixels", { credible: credible.pixels, min: 1 }),
    height: input("1", "Height of the clip in pixels", { credible: credible.pixels, min: 1 }),
    duration: input("s", "Length of the clip", { min: 0, usual: [0.5, 600] }),
    audio: choice(["yes", "no"], "Whether the clip has sound", { default: "yes", source: "with sound unless stated" }),
    frameRate: input("1/s", "Frames per second that the regression counts", {
      min: 1,
      default: 24,
      source: "ecologits/estimations/video.py: 24 for every model",
    }),
    requestLatency: input("s", "Time that the request took, as its client saw it: no more is billed", {
      min: 0,
      usual: [0.1, 36_000],
      default: 1e12,
      standsFor: "no limit",
      source: "no cap unless stated",
    }),
    serverShare: input("1", "Share of what serves the model that the clip has", {
      min: 0,
      max: 1,
      default: 1,
      source: "the whole of what serves the model, as in the original: an upper bound",
    }),
    power: inputPerCategory(
      Object.fromEntries(hardwareKinds.map((kind) => [kind, "W"])),
      "Power of a whole server of 8 accelerators",
      (kind) => powerOf(kind),
    ),
    serverEmbodied: inputPerCategory(embodiedUnits, "Making a DGX base", (category) => ({
      min: 0,
      default: { gwp: 6000, adpe: 0.42, pe: 8000 }[category] ?? 0,
      source: `${making}${category === "pe" ? ": looks like a lost zero compared with 70,000 MJ of the text model's server" : ""}`,
    })),
    tpuServerEmbodied: input("kgCO2e", "Making the base of a TPU server", { min: 0, default: 3550, source: making }),
    h800Embodied: inputPerCategory(embodiedUnits, "Making an H800", (category) => ({
      min: 0,
      default: { gwp: 273, adpe: 0.00895, pe: 3721 }[category] ?? 0,
      source: `${making}: the figures of the H100`,
    })),
    h200Embodied: inputPerCategory(embodiedUnits, "Making an H200 or a TPU v6e", (category) => ({
      min: 0,
      default: { gwp: 364, adpe: 0.00895, pe: 4906 }[category] ?? 0,
      source: making,
    })),
    tpuEmbodied: input("kgCO2e", "Making a TPU v6e", { min: 0, default: 323, source: making }),
    lifetime: input("year", "Time that a server serves", {
      min: 0.01,
      usual: [1, 15],
      default: 3,
      source: "ecologits/impacts/video.py, HARDWARE_LIFESPAN",
    }),
    pue: input("1", "Power usage effectiveness of the data centre", { min: 1, from: "facility.pue" }),
    wue: input("L/kWh", "Water evaporated on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
    mix: inputPerCategory(mixUnits, "Footprint of the electricity", (category) => ({
      min: 0,
      from: ownMixFamilies[category] ?? "",
    })),
  },
  equations: {
    frames: equation("1", "floor(frameRate × duration + 1)"),
    pixels: equation("1", "width × height"),
    volume: equation("1", "pixels × frames ÷ 1000", "Pixels of all frames, in thousands"),
    coefficientN: equation(
      "s",
      byModel(({ coefficients }) => coefficients.n),
      "Of the model's regression: per frame and squared pixels",
    ),
    coefficientM: equation(
      "s",
      byModel(({ coefficients }) => coefficients.m),
      "Of the model's regression: per thousand pixels of all frames",
    ),
    coefficientM1: equation(
      "s",
      byModel(({ coefficients }) => coefficients.m1),
      "Of the model's regression: per frame",
    ),
    coefficientM2: equation(
      "s",
      byModel(({ coefficients }) => coefficients.m2),
      "Of the model's regression: per squared pixels",
    ),
    coefficientN1: equation(
      "s",
      byModel(({ coefficients }) => coefficients.n1),
      "Of the model's regression: per squared frames",
    ),
    coefficientN2: equation(
      "s",
      byModel(({ coefficients }) => coefficients.n2),
      "Of the model's regression: per squared thousand pixels of all frames",
    ),
    constantTime: equation(
      "s",
      byModel(({ coefficients }) => coefficients.g),
      "Offset of the model's regression, the same for each request",
    ),
    soundWeight: equation(
      "1",
      `if(audio = "yes", 1, ${byModel(({ silentWeight }) => silentWeight, "")})`,
      "Time without sound ÷ time with it",
    ),
    estimatedTime: equation(
      "s",
      "(coefficientN × frames × pixels ^ 2 + coefficientM × volume + coefficientM1 × frames + coefficientM2 × pixels ^ 2 + coefficientN1 × frames ^ 2 + coefficientN2 × volume ^ 2 + constantTime) × soundWeight",
      "By the regression of the model",
    ),
    generationTime: equation("s", "min(estimatedTime, requestLatency)"),
    serverPower: equation(
      "W",
      byHardware((kind) => `power[${kind}]`),
    ),
    modelShare: equation(
      "1",
      `if(${models
        .filter((model) => model.serverShare < 1)
        .map(({ name }) => `model = "${name}"`)
        .join(" or ")}, 0.125, 1)`,
      "Of the server: one accelerator in 8 where that serves the model",
    ),
    itEnergy: equation("kWh", "generationTime × serverPower × modelShare × serverShare"),
    energy: equation("kWh", "pue × itEnergy", "With facility overhead"),
    usage: equationPerCategory({ gwp: "kgCO2e", adpe: "kgSbeq", pe: "MJ" }, "energy × mix[category]", "Of electricity"),
    water: equation("L", "itEnergy × (wue + pue × mix[water])", "Evaporated on site and at power plants"),
    "hardware.gwp": equation(
      "kgCO2e",
      byHardware((kind) =>
        kind === "tpu-v6e"
          ? "tpuServerEmbodied + 8 × tpuEmbodied"
          : `serverEmbodied[gwp] + 8 × ${kind === "dgx-h800" ? "h800" : "h200"}Embodied[gwp]`,
      ),
      "Making the server",
    ),
    "hardware.adpe": equation("kgSbeq", makingOf("adpe"), "Making the server"),
    "hardware.pe": equation("MJ", makingOf("pe"), "Making the server"),
    embodied: equationPerCategory(
      embodiedUnits,
      "generationTime ÷ lifetime × hardware[category] × modelShare × serverShare",
    ),
    total: equationPerCategory(impactUnits, "usage[category] + embodied[category]"),
  },
  outputs: {
    energy: "energy",
    gwp: "total.gwp",
    "operational-gwp": "usage.gwp",
    "embodied-gwp": "embodied.gwp",
    adpe: "total.adpe",
    pe: "total.pe",
    water: "water",
  },
  roles: { pue: "pue", intensity: "mix.gwp", embodied: "embodied.gwp" },
  critique: [
    "The time that a client sees includes waiting and is billed to a whole server: one server per clip is an upper bound (serverShare says otherwise where it is known).",
    "Which hardware serves a closed model is guessed: a TPU server at 1.7 kW or eight H200 at 6.6 kW weigh as much as the model does.",
    "Its intervals are those of the server's power only; sizes outside those that a model offers are extrapolated.",
    "8000 MJ for a DGX base looks like a lost zero compared with 70,000 MJ for the server of the text model.",
    "Of open models, what ML.ENERGY measured per clip should be taken instead.",
  ],
});

function powerOf(kind: string): {
  readonly min: number;
  readonly default: number;
  readonly source: string;
  readonly distribution: Distribution;
} {
  const [low = 0, mean = 0, high = 0] = serverPowers[kind] ?? [];
  const distribution: Distribution = { kind: "interval", low, high, level: 0.95 };
  return { min: 0, default: mean, source: `${making}: mean, percentiles 2.5 and 97.5`, distribution };
}

/** A formula that gives each model its own number; models with 0 are left out. */
function byModel(number: (model: VideoModel) => number, unit = " [s]"): string {
  return models.reduceRight((otherwise, model) => {
    const own = number(model);
    return own === 0 ? otherwise : `if(model = "${model.name}", ${own}${unit}, ${otherwise})`;
  }, "0");
}

/** A formula that chooses by the hardware that serves a model. */
function byHardware(formula: (kind: string) => string): string {
  return hardwareKinds.reduceRight((otherwise, kind) => {
    if (otherwise === "") return formula(kind);
    const served = models.filter(({ hardware }) => hardware === kind).map(({ name }) => `model = "${name}"`);
    return `if(${served.join(" or ")}, ${formula(kind)}, ${otherwise})`;
  }, "");
}

function makingOf(category: string): string {
  return byHardware(
    (kind) => `serverEmbodied[${category}] + 8 × ${kind === "dgx-h800" ? "h800" : "h200"}Embodied[${category}]`,
  );
}
