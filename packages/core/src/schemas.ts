/** What comes from files and the wire, checked by zod: schemas of every stored form, and the reader of stored methods. */
export { activitySchema, workloadStages } from "./activity.ts";
export { activityKinds } from "./activity-kind.ts";
export { caseFileSchema } from "./case-file-schema.ts";
export { distributionSchema } from "./distribution.ts";
export { factorSchema } from "./factor.ts";
export { footprintSchema } from "./footprint-schema.ts";
export { parseMethod } from "./parse-method.ts";
export { quantitySchema } from "./quantity.ts";
export { recordOf } from "./record-of.ts";
export { resolvedInputsSchema } from "./resolved.ts";
export { sourceSchema } from "./source.ts";
