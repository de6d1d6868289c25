// Instances of clouds: hundreds, of use only where one is named or a bill is read.
export { default as listed } from "../data/cloud-instance/cloud-carbon-footprint-2024.json" with { type: "json" };
export { default as listedPower } from "../data/cloud-instance/cloud-carbon-footprint-2024-power.json" with { type: "json" };
export { default as providers } from "../data/cloud-instance/providers-2026.json" with { type: "json" };
