// The lists of processors: thousands of parts, of use only where a name is given that may be among them.
export { default as powerList } from "../data/hardware-cpu/codecarbon-3.3.0-power-list.json" with { type: "json" };
export { default as vendorLists } from "../data/hardware-cpu/codecarbon-3.3.0-vendor-lists.json" with { type: "json" };
export { default as greenAlgorithms } from "../data/hardware-cpu/green-algorithms-3.0.json" with { type: "json" };
