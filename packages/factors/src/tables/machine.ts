// What every measured run asks about its machine: memory, drives, the rest of the node, a processor without a name. All
// these families in one module, since each import costs about a millisecond.
export { default as genericCpu } from "../data/hardware-cpu/codecarbon-3.3.0-generic.json" with { type: "json" };
export { default as cloudCarbonFootprintMemory } from "../data/memory/cloud-carbon-footprint-0.17.3.json" with { type: "json" };
export { default as codecarbonModules } from "../data/memory/codecarbon-3.3.0-modules.json" with { type: "json" };
export { default as greenAlgorithmsMemory } from "../data/memory/green-algorithms-3.0.json" with { type: "json" };
export { default as wattledgerMemory } from "../data/memory/wattledger-2026.json" with { type: "json" };
export { default as codecarbonRestOfNode } from "../data/rest-of-node/codecarbon-3.3.0.json" with { type: "json" };
export { default as wattledgerRestOfNode } from "../data/rest-of-node/wattledger-2026.json" with { type: "json" };
export { default as lbnlDrives } from "../data/storage/lbnl-2016.json" with { type: "json" };
