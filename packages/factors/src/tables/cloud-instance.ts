// Instances of clouds: hundreds, of use only where one is named.
export { default as cloudCarbonFootprint } from "../data/cloud-instance/cloud-carbon-footprint-0.15.0.json" with { type: "json" };
