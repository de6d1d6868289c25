// Carbon and water by technology: one module for all files, since each import costs about a millisecond.
export { default as ipcc2014 } from "../data/electricity-technology/ipcc-2014.json" with { type: "json" };
export { default as macknick2012 } from "../data/electricity-technology/macknick-2012-water.json" with { type: "json" };
export { default as unece2021 } from "../data/electricity-technology/unece-2021.json" with { type: "json" };
