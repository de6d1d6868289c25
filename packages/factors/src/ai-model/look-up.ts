// For callers that look models up at once, without waiting: the table is in memory as soon as this is imported.
export { findAiModel, listedAiModel } from "./find.ts";
export type { FoundAiModel } from "./find.ts";
export { aiModelSources, aiModels, releasedAiModels } from "./table.ts";
export type { AiModel, AiModelRelease, SizeRange } from "./table.ts";
