// Electricity of devices: asked for by few, so apart.
export { default as ecodiag2022Electricity } from "../data/device/ecodiag-2022-electricity.json" with { type: "json" };
