export { WattledgerError, isWattledgerError } from "./error.ts";
export type { ErrorKind } from "./error.ts";
export { distributionSchema } from "./distribution.ts";
export type { Distribution } from "./distribution.ts";
export { factorSchema } from "./factor.ts";
export type {
  Factor,
  FactorAccounting,
  FactorBasis,
  FactorBoundary,
  FactorFamily,
  FactorSignal,
  FoundFactor,
  NoFactor,
} from "./factor.ts";
export { nearest, suggestion } from "./nearest.ts";
export { exactly, houseLevel, quantitySchema } from "./quantity.ts";
export type { Quantity } from "./quantity.ts";
export { fail, ok } from "./result.ts";
export type { Result } from "./result.ts";
export { sourceSchema } from "./source.ts";
export type { Source } from "./source.ts";
export { convert, describeDimension, parseUnit, sameDimension } from "./unit.ts";
export type { Dimension, Unit } from "./unit.ts";
