// What ML.ENERGY measured of language models: one module for both releases, since each import costs about a millisecond.
export { default as v2 } from "../data/mlenergy/v2-2024-09.json" with { type: "json" };
export { default as v3 } from "../data/mlenergy/v3-2026-02.json" with { type: "json" };
