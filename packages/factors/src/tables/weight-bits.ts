// Formats of weights. Both tables in one module, since each import costs about a millisecond.
export { default as formats } from "../data/ai-model-weight-bits/formats-2026.json" with { type: "json" };
export { default as llamaCpp } from "../data/ai-model-weight-bits/llama.cpp-2026.json" with { type: "json" };
