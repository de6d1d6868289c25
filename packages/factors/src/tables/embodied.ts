// Embodied carbon, service life and utilisation: one module for all files, since each import costs about a millisecond.
export { default as ademe2026 } from "../data/embodied/ademe-2026.json" with { type: "json" };
export { default as boavizta2023 } from "../data/embodied/boavizta-2023.json" with { type: "json" };
export { default as boaviztapiLifetime } from "../data/embodied/boaviztapi-2.4.1-lifetime.json" with { type: "json" };
export { default as boaviztapiUtilisation } from "../data/embodied/boaviztapi-2.4.1-utilisation.json" with { type: "json" };
export { default as ecodiag2022 } from "../data/embodied/ecodiag-2022.json" with { type: "json" };
export { default as ecodiag2022Lifetime } from "../data/embodied/ecodiag-2022-lifetime.json" with { type: "json" };
export { default as falk2025 } from "../data/embodied/falk-2025.json" with { type: "json" };
export { default as nvidiaPcf2025 } from "../data/embodied/nvidia-pcf-2025.json" with { type: "json" };
export { default as schneider2025 } from "../data/embodied/schneider-2025.json" with { type: "json" };
export { default as sciUtilisation } from "../data/embodied/sci-utilisation.json" with { type: "json" };
export { default as wattledger2026 } from "../data/embodied/wattledger-2026.json" with { type: "json" };
export { default as wattledger2026Lifetime } from "../data/embodied/wattledger-2026-lifetime.json" with { type: "json" };
export { default as wattledger2026Utilisation } from "../data/embodied/wattledger-2026-utilisation.json" with { type: "json" };
