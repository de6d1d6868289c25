export { measureCommand } from "./measure.ts";
export type { Measured, MeasureOptions } from "./measure-options.ts";
