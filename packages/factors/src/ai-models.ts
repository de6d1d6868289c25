// For callers that look models up at once, without waiting: the table stands in memory as soon as this is imported.
export { findAiModel, listedAiModel } from "./ai-models/find.ts";
export type { FoundAiModel } from "./ai-models/find.ts";
export { aiModelSources, aiModels } from "./ai-models/table.ts";
export type { AiModel, AiModelRelease, SizeRange } from "./ai-models/table.ts";
