import { equation, fail, given, input, method } from "@wattledger/core";
import { seconds } from "../activity-data.ts";
import * as credible from "../credible.ts";

/**
 * What servers of one's own take by their name: mean power for a time, and the share of their making.
 *
 * Embodied carbon after ISO/IEC 21031, with the part of its life in which somebody has the server.
 */
export const serverUse = method({
  id: "server-use",
  preference: 80,
  version: "1",
  title: "Use of servers",
  claim:
    "Energy and carbon of whole servers by their name, for AI or other work: their use, and a share of making them.",
  source: {
    title: "Wattledger: servers by name",
    version: "1, 2026-11",
    locator: "mean power × time × PUE; embodied carbon × time ÷ (life × utilisation)",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "compute-run": ({ server, machines, durationSeconds }) =>
      server === undefined
        ? fail("it needs the name of the server, such as dgx-h100")
        : given({ server, servers: machines, time: seconds(durationSeconds) }),
  },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram", "storage", "network", "other"],
    overheads: ["rest-of-node", "pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: [
      "switches between servers, and separate storage",
      "making the building, its cooling and its power supply",
      "water",
    ],
  },
  whenToUse: "You know which servers were taken and for how long, and did not meter them.",
  whenNotToUse:
    "Power or energy was measured: use measured, with embodied-hardware for the making. You took a part of a server: embodied-hardware, or instance-use in a cloud.",
  example: { server: "dgx-h100", servers: 4, time: "168 h", zone: "DE" },
  inputs: {
    time: input("h", "Time for which each server is taken", { within: "lifetime", min: 0, usual: [0.001, 8784] }),
    servers: input("1", "Number of equal servers", {
      credible: credible.machinesAlike,
      min: 0,
      usual: [1, 100_000],
      default: 1,
      source: "one unless stated",
    }),
    power: input("W", "Mean power of a server in that time", { min: 0, from: "server.average-power" }),
    pue: input("1", "Power usage effectiveness of the facility", { min: 1, from: "facility.pue" }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    serverCarbon: input("kgCO2e", "Carbon of making one server", { min: 0, from: "server.embodied" }),
    lifetime: input("year", "Service life of the server", { min: 0.1, from: "embodied.lifetime", key: "server" }),
    utilisation: input(
      "1",
      "Share of the server's life in which it is rented or reserved; 1 is the convention of the SCI standard",
      {
        min: 0.01,
        max: 1,
        from: "embodied.utilisation",
        key: "server",
      },
    ),
  },
  equations: {
    itEnergy: equation("kWh", "servers × power × time", "Energy without cooling"),
    energy: equation("kWh", "itEnergy × pue"),
    operational: equation("gCO2e", "energy × intensity"),
    embodied: equation(
      "gCO2e",
      "servers × serverCarbon × time ÷ (lifetime × utilisation)",
      "Share of making the servers",
    ),
    carbon: equation("gCO2e", "operational + embodied"),
  },
  outputs: { energy: "energy", gwp: "carbon", "operational-gwp": "operational", "embodied-gwp": "embodied" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied", count: "servers" },
  critique: [
    "One mean power for all work. For AI servers it is that of intensive training; serving and light work take less. For other servers it is the makers' assumption.",
    "Boundaries of footprints differ by server: up to the factory gate, or up to the end of life. Each figure states its own.",
  ],
});
