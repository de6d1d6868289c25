import { equation, equationPerCategory, fail, given, input, inputPerCategory, method, use } from "@wattledger/core";
import * as credible from "./credible.ts";
import { mixFamilies } from "./ecologits/ecologits-categories.ts";
import { embodiedHardware } from "./embodied-hardware.ts";

const swdm = "Sustainable Web Design Model 4";
const ademe = "ADEME Base Empreinte, professional laptop, as carried by BoaviztAPI 2.4.1";
const boaviztapi = "BoaviztAPI 2.4.1, defaults of terminals";

/** Climate and minerals: what both electricity and making have published figures for, by one convention. */
const impacts = { gwp: "gCO2e", adpe: "mgSbe" };
const perEnergy = { gwp: "gCO2e/kWh", adpe: "kgSbeq/kWh" };

/** The hardware of inference and training is the same, so what it is uncertain by is too. */
const sameHardware = Object.fromEntries(
  ["gpuCarbon", "serverGpus", "hostCarbon", "gpuMinerals", "hostMinerals", "lifetime", "utilisation"].map((name) => [
    name,
    `inference.${name}`,
  ]),
);

/**
 * Life cycle of a service of generative AI, by tier and stage: terminals, networks, hosting, inference, data and training,
 * per request. Training per request is a view, not an entry of a ledger.
 *
 * Berthelot, Caron, Jay and Lefèvre 2024 and 2025.
 */
export const genaiService = method({
  id: "genai-service",
  version: "1",
  title: "Life cycle of a generative AI service",
  claim:
    "Carbon and minerals of one request to a service, tier by tier: once with all that serves it, once as one request more.",
  source: {
    title: "Berthelot, Caron, Jay, Lefèvre: environmental impact of generative AI services by life-cycle assessment",
    version: "Procedia CIRP 122 (2024) 707; Communications of the ACM 68-7 (2025) 46",
    locator: "system boundary: terminals, networks, web hosting, inference, training, data",
    retrieved: "2026-11-22",
    license: "facts",
    caveat: "Boundary and results were read in abstracts and in slides; the equations are ours in that boundary.",
  },
  accepts: {
    "llm-request": () => fail("it asks for the whole service: its accelerators, requests, training and storage"),
    "service-use": ({ amount, unit }) =>
      unit === "request" ? given({ requests: amount }) : fail("it counts a service by its requests"),
  },
  boundary: {
    energy: "full-stack",
    components: ["devices of users", "networks", "web servers", "gpu", "cpu", "dram", "storage"],
    overheads: ["pue", "idle time of what is reserved"],
    lifeCycle: ["raw-materials", "manufacturing", "use"],
    excludes: [
      "minerals of networks and of storage: no figure can be defended",
      "primary energy: published figures of making hardware differ four times, and mix fossil with all sources",
      "water: the method water takes the energy",
      "end of life, buildings, staff",
      "what users do with the results, and what they would have done instead",
    ],
  },
  inputs: {
    requests: input("request", "Requests answered in the period", {
      credible: credible.unitsAlike,
      min: 1,
      usual: [1, 1e11],
    }),
    period: input("year", "Period that is looked at", {
      min: 1e-6,
      usual: [0.01, 20],
      default: 1,
      source: "a year of service",
    }),
    pue: input("1", "Power usage effectiveness of the data centres", { min: 1, from: "facility.pue" }),
    electricity: inputPerCategory(perEnergy, "Electricity of data centres", (category) => ({
      min: 0,
      from: mixFamilies[category] ?? "",
    })),
    userElectricity: inputPerCategory(perEnergy, "Electricity of users and networks", (category) => ({
      min: 0,
      from: mixFamilies[category] ?? "",
    })),
    terminalTime: input("s", "Time of a request that a user's device is there for: waiting, or the whole session", {
      min: 0,
      usual: [1, 3600],
      default: 30,
      source: "expert default; from the waiting alone to a session",
      distribution: { kind: "interval", low: 5, high: 300, level: 0.9 },
    }),
    terminalPower: input("W", "Power of the device", {
      min: 0,
      usual: [0.5, 2000],
      default: 25,
      source: `expert default: a laptop; ${boaviztapi} have 75 W`,
      distribution: { kind: "interval", low: 3, high: 75, level: 0.9 },
    }),
    terminalCarbon: input("kgCO2e", "Making the device", {
      min: 0,
      default: 241.2,
      source: "laptop, median of 422 makers' sheets: the factor laptop of embodied.device",
      distribution: { kind: "interval", low: 156, high: 339, level: 0.8 },
    }),
    terminalMinerals: input("kgSbeq", "The same in elements", {
      min: 0,
      default: 0.0086,
      source: ademe,
      distribution: { kind: "interval", low: 0.004, high: 0.017, level: 0.9 },
    }),
    terminalLife: input("year", "Time that the device serves", {
      min: 0.1,
      usual: [0.5, 20],
      default: 4,
      source: boaviztapi,
      distribution: { kind: "interval", low: 3, high: 7, level: 0.9 },
    }),
    terminalUtilisation: input("1", "Part of that time in which it is used", {
      min: 0.01,
      max: 1,
      default: 0.3,
      source: boaviztapi,
      distribution: { kind: "interval", low: 0.08, high: 0.6, level: 0.9 },
    }),
    traffic: input("MB", "Data moved for a request", {
      min: 0,
      usual: [1e-4, 1e4],
      default: 1,
      source: "expert default: a page and a text; an image is of that size, a video a hundred times it",
      distribution: { kind: "interval", low: 0.02, high: 10, level: 0.9 },
    }),
    networkEnergy: input("kWh/GB", "Energy of networks", {
      min: 0,
      default: 0.059,
      source: `${swdm}: an average; one gigabyte more hardly changes it`,
      distribution: { kind: "interval", low: 0.005, high: 0.12, level: 0.9 },
    }),
    networkMaking: input("gCO2e/GB", "Making the networks", {
      min: 0,
      default: 6.422,
      source: `${swdm}: 0.013 kWh/GB at 494 gCO2e/kWh`,
      distribution: { kind: "interval", low: 1, high: 20, level: 0.9 },
    }),
    webServers: input("server", "Servers of pages, interfaces and results, over the period", { min: 0 }),
    webServerPower: input("W/server", "Mean power of one", {
      min: 0,
      usual: [5, 5000],
      default: 175,
      source: "two-socket server: median of 1529 kWh a year in the makers' sheets that Boavizta collected",
      distribution: { kind: "interval", low: 80, high: 400, level: 0.9 },
    }),
    webServerCarbon: input("kgCO2e/server", "Making one", {
      min: 0,
      default: 1278,
      source: "median of 55 makers' sheets: the factor server of embodied.device",
      distribution: { kind: "interval", low: 732, high: 1920, level: 0.8 },
    }),
    webServerMinerals: input("kgSbeq/server", "The same in elements", {
      min: 0,
      default: 0.24,
      source: "expert default: published servers without accelerators have 0.15 to 0.37",
      distribution: { kind: "interval", low: 0.15, high: 0.37, level: 0.9 },
    }),
    gpus: input("GPU", "Accelerators reserved for inference over the period, busy or idle", {
      credible: credible.accelerators,
      min: 0,
    }),
    gpuPower: input("W/GPU", "Mean power of one while reserved", { min: 0, from: "hardware.accelerator.tdp" }),
    hostPower: input("W/GPU", "Mean power of its share of the server around it", {
      min: 0,
      usual: [5, 5000],
      default: 150,
      source: "EcoLogits 0.9.1: 1.2 kW for eight",
      distribution: { kind: "interval", low: 75, high: 300, level: 0.9 },
    }),
    trainingTime: input("h", "Accelerator hours of the published training run", { min: 0, usual: [0.01, 1e8] }),
    developmentMultiple: input("1", "All trainings ÷ that run: searches, failures, earlier versions, data work", {
      min: 1,
      default: 1,
      source: "that run alone unless stated; Strubell's example took 4789 jobs for one published model",
      distribution: { kind: "interval", low: 1, high: 10, level: 0.9 },
    }),
    lifeRequests: input("request", "Requests in the whole life of the model, those to come included", { min: 1 }),
    storage: input("TB", "Data sets, models and results kept over the period", { min: 0, usual: [0.001, 1e6] }),
    storagePower: input("W/TB", "Power of storage", {
      min: 0,
      default: 1.2,
      source: "solid-state drives: US Data Center Energy Usage Report 2016, as in Cloud Carbon Footprint",
      distribution: { kind: "interval", low: 0.3, high: 3, level: 0.9 },
    }),
    storageCarbon: input("kgCO2e/TB", "Making storage", {
      min: 0,
      default: 16,
      source: "expert default between ACT's newest flash (5.6 kg) and servers' drives in older models (43 kg)",
      distribution: { kind: "interval", low: 5, high: 50, level: 0.9 },
    }),
    statedTotal: input("tCO2e", "A total that a service states", { min: 0 }),
    statedRequest: input("gCO2e", "Carbon of a request that it states", { min: 1e-12 }),
    statedCarbon: input("gCO2e", "Carbon of one stated result", { min: 1e-12 }),
    statedWater: input("L", "Water of the same result", { min: 0 }),
    statedMinerals: input("kgSbeq", "Elements of the same result", { min: 0 }),
  },
  uses: {
    inference: use(embodiedHardware, { gpus: "1 [GPU]", time: "reservedTime" }),
    training: use(embodiedHardware, { ...sameHardware, gpus: "1 [GPU]", time: "allTrainingTime" }),
  },
  equations: {
    terminalEnergy: equation("Wh", "terminalTime × terminalPower"),
    networkEnergyUse: equation("Wh", "traffic × networkEnergy"),
    hostingEnergy: equation("Wh", "webServers × webServerPower × period × pue ÷ requests × 1 [request/server]"),
    reservedTime: equation("h", "gpus × period ÷ requests", "Accelerator time of a request, idle time included"),
    inferenceEnergy: equation("Wh", "reservedTime × (gpuPower + hostPower) × 1 [GPU] × pue"),
    dataEnergy: equation("Wh", "storage × storagePower × period × pue ÷ requests"),
    allTrainingTime: equation("h", "trainingTime × developmentMultiple"),
    trainingEnergyTotal: equation("MWh", "allTrainingTime × (gpuPower + hostPower) × 1 [GPU] × pue"),
    trainingEnergy: equation("Wh", "trainingEnergyTotal ÷ lifeRequests", "Share of a request: a view"),
    terminalShare: equation("1", "terminalTime ÷ (terminalLife × terminalUtilisation)", "Lives of a device"),
    hostingShare: equation(
      "1",
      "webServers × period ÷ (inference.lifetime × requests) × 1 [request/server]",
      "Lives of a web server",
    ),

    terminalUse: equationPerCategory(impacts, "terminalEnergy × userElectricity[category]"),
    networkUse: equationPerCategory(impacts, "networkEnergyUse × userElectricity[category]"),
    hostingUse: equationPerCategory(impacts, "hostingEnergy × electricity[category]"),
    inferenceUse: equationPerCategory(impacts, "inferenceEnergy × electricity[category]"),
    dataUse: equationPerCategory(impacts, "dataEnergy × electricity[category]"),
    trainingUse: equationPerCategory(impacts, "trainingEnergy × electricity[category]"),

    "terminalMade.gwp": equation("gCO2e", "terminalShare × terminalCarbon"),
    "terminalMade.adpe": equation("mgSbe", "terminalShare × terminalMinerals"),
    "networkMade.gwp": equation("gCO2e", "traffic × networkMaking"),
    "hostingMade.gwp": equation("gCO2e", "hostingShare × webServerCarbon"),
    "hostingMade.adpe": equation("mgSbe", "hostingShare × webServerMinerals"),
    "inferenceMade.gwp": equation("gCO2e", "inference.carbon"),
    "inferenceMade.adpe": equation("mgSbe", "inference.minerals"),
    "dataMade.gwp": equation("gCO2e", "storage × storageCarbon × period ÷ inference.lifetime ÷ requests"),
    "trainingMade.gwp": equation("gCO2e", "training.carbon ÷ lifeRequests"),
    "trainingMade.adpe": equation("mgSbe", "training.minerals ÷ lifeRequests"),

    marginal: equationPerCategory(
      impacts,
      "terminalUse[category] + networkUse[category] + hostingUse[category] + inferenceUse[category]",
      "Marginal request: electricity of one request at the average of those there are; no training, no hardware that is bought already",
    ),
    service: equationPerCategory(
      impacts,
      "marginal[category] + dataUse[category] + terminalMade[category] + hostingMade[category] + inferenceMade[category]",
      "With the making of terminals, web servers and accelerators, and with data",
    ),
    "trainingShare.gwp": equation("gCO2e", "trainingUse[gwp] + trainingMade[gwp]", "Training on a request: a view"),
    "trainingShare.adpe": equation("mgSbe", "trainingUse[adpe] + trainingMade[adpe]"),
    "attributed.gwp": equation(
      "gCO2e",
      "service[gwp] + networkMade[gwp] + dataMade[gwp] + trainingShare[gwp]",
      "Attributed request: every tier, use and making, with training over the life of the model",
    ),
    "attributed.adpe": equation(
      "mgSbe",
      "service[adpe] + trainingShare[adpe]",
      "The same in elements, as far as known",
    ),
    energy: equation(
      "Wh",
      "terminalEnergy + networkEnergyUse + hostingEnergy + inferenceEnergy + dataEnergy + trainingEnergy",
      "Electricity of every tier",
    ),
    yearCarbon: equation("tCO2e", "attributed[gwp] × requests ÷ 1 [request]", "The service over the period"),
    breakEven: equation(
      "request",
      "trainingShare[gwp] × lifeRequests ÷ (inferenceUse[gwp] + inferenceMade[gwp])",
      "Requests in the model's life at which training weighs as much as inference",
    ),
    impliedRequests: equation("request", "statedTotal ÷ statedRequest", "What two stated figures come to"),
    waterPerCarbon: equation("L/gCO2e", "statedWater ÷ statedCarbon", "Of a stated result"),
    mineralsPerCarbon: equation("kgSbeq/gCO2e", "statedMinerals ÷ statedCarbon", "Of a stated result"),
  },
  outputs: {
    "attributed-gwp": "attributed.gwp",
    "marginal-gwp": "marginal.gwp",
    "training-gwp": "trainingShare.gwp",
    adpe: "attributed.adpe",
    energy: "energy",
    "break-even-requests": "breakEven",
  },
  roles: { pue: "pue", count: "requests" },
  critique: [
    "The boundary decides: of a picture made by Stable Diffusion the accelerator alone is about a kilojoule (0.3 Wh), the published service 7.8 g.",
    "Training over requests rests on a guess of all requests to come: too few make a model look dirty, too many clean. The break-even says where the guess matters.",
    "Energy of networks per gigabyte is an average: one gigabyte more draws next to nothing, and capacity follows the peak.",
    "A user's laptop that waits 30 seconds draws as much as a median prompt is said to.",
    "Published figures need not share a boundary: per gram of carbon, an answer of Mistral Large 2 takes 2.9 times the water and 4.3 times the minerals of its total.",
    "Minerals lack networks and storage, so their total is a lower bound.",
    "Failed, repeated, cached and hidden work counts only as far as it is in the reserved accelerators and the number of requests.",
  ],
  whenToUse:
    "You run a service, know its accelerators, its requests and its model's training, and ask what a request costs from the user's screen to the training.",
  whenNotToUse: "You only call a model that others run: ecologits, jegham. Your energy is metered: measured, sci-ai.",
  example: {
    requests: 46_000_000,
    gpus: 16,
    accelerator: "A100 SXM 40GB",
    device: "nvidia-a100-sxm-40gb",
    webServers: 2,
    trainingTime: "200000 h",
    lifeRequests: 100_000_000,
    storage: "250 TB",
    traffic: "2 MB",
    zone: "FR",
    facility: "industry",
  },
});
