/** Reference cases: for the command `wattledger cases` and for tests, apart from what methods need at run time. */
export type { CaseAdapter } from "./case-adapter.ts";
export { caseKinds } from "./case-kinds.ts";
export type { CaseKind } from "./case-kinds.ts";
export { caseAdapters, runCases } from "./run-cases.ts";
export type { CaseVerdict } from "./run-cases.ts";
export { ourResult, publishedResults } from "./published/published-results.ts";
export type { PublishedResult, PublishedRow, PublishedTable } from "./published/published-results.ts";
