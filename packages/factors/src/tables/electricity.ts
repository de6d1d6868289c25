// Carbon and water of electricity by country. Two families in one module, as a footprint asks both for one zone, and
// each import costs about a millisecond.
export { default as ember } from "../data/grid/ember-co2js-0.19.0.json" with { type: "json" };
export { default as wri2020 } from "../data/electricity-water/wri-2020.json" with { type: "json" };
