/** What comes from files and the wire, checked by zod: schemas of every stored form, and the reader of stored methods. */
export { activitySchema, workloadStages } from "./activity/activity.ts";
export { activityKinds } from "./activity/activity-kind.ts";
export { caseFileSchema } from "./cases/case-file-schema.ts";
export { distributionSchema } from "./uncertainty/distribution.ts";
export { factorSchema } from "./graph/factor.ts";
export { footprintSchema } from "./footprint/footprint-schema.ts";
export { parseMethod } from "./graph/parse-method.ts";
export { plainIssues } from "./plain-issues.ts";
export { quantitySchema } from "./units/quantity.ts";
export { recordOf } from "./record-of.ts";
export { resolvedInputsSchema } from "./graph/resolved.ts";
export { sourceSchema } from "./source.ts";
