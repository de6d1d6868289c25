// Servers: one module for all files, since each import costs about a millisecond.
export { default as boavizta2023 } from "../data/server/boavizta-2023.json" with { type: "json" };
export { default as ecologits } from "../data/server/ecologits-0.9.1.json" with { type: "json" };
export { default as jouppi2023 } from "../data/server/jouppi-2023.json" with { type: "json" };
export { default as latif2025 } from "../data/server/latif-2025.json" with { type: "json" };
export { default as llmcarbon } from "../data/server/llmcarbon-2025.json" with { type: "json" };
export { default as nvidiaDataSheets } from "../data/server/nvidia-data-sheets.json" with { type: "json" };
export { default as nvidiaPcf2025 } from "../data/server/nvidia-pcf-2025.json" with { type: "json" };
export { default as schneider2025 } from "../data/server/schneider-2025.json" with { type: "json" };
export { default as wattledger2026 } from "../data/server/wattledger-2026.json" with { type: "json" };
