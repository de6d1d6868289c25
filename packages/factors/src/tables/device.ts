// Electricity of devices: asked for by few, so apart.
export { default as ecodiag2022Electricity } from "../data/device/ecodiag-2022-electricity.json" with { type: "json" };
export { default as boaviztapiUsePower } from "../data/device/boaviztapi-2.4.1-use-power.json" with { type: "json" };
export { default as boaviztapiUseShare } from "../data/device/boaviztapi-2.4.1-use-share.json" with { type: "json" };
