// Emissions of everyday things: one module for all files, since each import costs about a millisecond.
export { default as codecarbon } from "../data/equivalences/codecarbon-3.3.0.json" with { type: "json" };
export { default as greenAlgorithms } from "../data/equivalences/green-algorithms-3.0.json" with { type: "json" };
export { default as usEpa } from "../data/equivalences/us-epa.json" with { type: "json" };
