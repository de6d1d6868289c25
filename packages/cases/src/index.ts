/** Reference cases: for the command `wattledger cases` and for tests, apart from what methods need at run time. */
export type { CaseAdapter, CaseKind, KindOutOfScope } from "./case-adapter.ts";
export { caseKinds, runCases } from "./run-cases.ts";
export type { CaseVerdict } from "./run-cases.ts";
export { ourResult, publishedResults } from "./published/published-results.ts";
export type { PublishedResult, PublishedRow, PublishedTable } from "./published/published-results.ts";
