/**
 * Equations, quantities, explanation and the footprint model. What reads files and the wire is in
 * `@wattledger/core/schemas`, apart, so that nothing here waits for zod to load.
 */
export type { Activity, ActivityOf, WorkloadStage } from "./activity/activity.ts";
export { activityKinds } from "./activity/activity-kind.ts";
export { activityReader, givenFor } from "./resolve/activity-given.ts";
export type { ActivityKind } from "./activity/activity-kind.ts";
export { causesOfChange } from "./explain/causes-of-change.ts";
export type { ChangeCause, Evaluated } from "./explain/causes-of-change.ts";
export { divideChange } from "./explain/divide-change.ts";
export type { FactorChange } from "./explain/divide-change.ts";
export { compareCase } from "./cases/case-file.ts";
export type { CaseFile, Comparison, ReferenceCase, Tolerance } from "./cases/case-file.ts";
export { compile } from "./evaluate/compile.ts";
export type { Compiled } from "./evaluate/compile.ts";
export { defined } from "./defined.ts";
export type { Defined } from "./defined.ts";
export type { Distribution } from "./uncertainty/distribution.ts";
export { energyBoundaries, energyBoundaryWords } from "./graph/energy-boundary.ts";
export type { EnergyBoundary } from "./graph/energy-boundary.ts";
export { WattledgerError, isWattledgerError } from "./error.ts";
export type { ErrorKind } from "./error.ts";
export { evaluate, evaluateAtEnds } from "./evaluate/evaluate.ts";
export type { Ends, WantedValues } from "./evaluate/evaluate.ts";
export { explain } from "./explain/explain.ts";
export type { Explanation, ExplanationNode } from "./explain/explain.ts";
export {
  explanationMarkdown,
  explanationText,
  explanationTree,
  originLines,
  sourceText,
} from "./explain/explanation-text.ts";
export { namesIn } from "./formula/expression.ts";
export type { Expression } from "./formula/expression.ts";
export type {
  Factor,
  FactorAccounting,
  FactorBasis,
  FactorBoundary,
  FactorFamily,
  FactorSignal,
  FoundFactor,
  NoFactor,
} from "./graph/factor.ts";
export { footprintVersion, impactCategories, lifeCycleStages } from "./footprint/footprint.ts";
export type { Footprint, Impact, ImpactCategory, Known, LifeCycleStage } from "./footprint/footprint.ts";
export {
  formatNumber,
  formatQuantity,
  formatReadable,
  formatValue,
  intervalDigits,
  readableUnit,
} from "./units/format.ts";
export type { Frame, Inputs } from "./evaluate/frame.ts";
export type {
  Boundary,
  ChoiceInput,
  Credible,
  Equation,
  EquationText,
  Graph,
  GraphText,
  Input,
  ListInput,
  Method,
  MethodFacts,
  MethodText,
  NumberInput,
  PerCategory,
  Table,
} from "./graph/graph.ts";
export type { MethodRoles } from "./graph/roles.ts";
export { given } from "./resolve/given.ts";
export { inputQuantity, standsForOf } from "./resolve/input-quantity.ts";
export { inputSchema } from "./graph/input-schema.ts";
export type { JsonSchema } from "./graph/input-schema.ts";
export { houseLevel, houseZ } from "./uncertainty/house-level.ts";
export { exactly, intervalOf } from "./uncertainty/interval.ts";
export {
  assume,
  choice,
  equation,
  equationPerCategory,
  graphOf,
  input,
  inputPerCategory,
  list,
  method,
  use,
} from "./graph/method.ts";
export { methodPage } from "./explain/method-page.ts";
export { monteCarlo } from "./evaluate/monte-carlo.ts";
export type { MonteCarloOptions, Simulated } from "./evaluate/monte-carlo.ts";
export { doubts, usualRange } from "./resolve/doubts.ts";
export { isCredible } from "./resolve/judge.ts";
export { nearest, suggestion } from "./nearest.ts";
export { printable, quoted, shortened } from "./quote.ts";
export { formatExpression, toLatex, toMathMl } from "./formula/notation.ts";
export type { Origin } from "./graph/origin.ts";
export { parseFormula } from "./formula/parse.ts";
export { partOf } from "./graph/needed.ts";
export { prepare, preparedInput } from "./evaluate/prepare.ts";
export type { Prepared, PreparedInput } from "./evaluate/prepare.ts";
export { propagate } from "./evaluate/propagate.ts";
export type { Propagated } from "./evaluate/propagate.ts";
export { quantify, quantifyDraws } from "./evaluate/quantify.ts";
export type { Quantified } from "./evaluate/quantify.ts";
export type { Quantity } from "./units/quantity.ts";
export { normalProbability, normalQuantile } from "./uncertainty/normal.ts";
export { seededRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { fromFactor, givenNumber, resolve, resolveInput } from "./resolve/resolve.ts";
export type { ResolveContext, ResolveFailure, ResolveOptions } from "./resolve/resolve.ts";
export type {
  ResolvedChoice,
  ResolvedInput,
  ResolvedInputs,
  ResolvedList,
  ResolvedNumber,
  ResolvedRow,
} from "./graph/resolved.ts";
export { largeUncertainty, relativeSpread } from "./uncertainty/relative-spread.ts";
export { fail, ok } from "./result.ts";
export type { Result } from "./result.ts";
export { sensitivity } from "./evaluate/sensitivity.ts";
export type { Influence, Sensitivity, SensitivityOptions } from "./evaluate/sensitivity.ts";
export { serialiseMethod } from "./graph/serialise.ts";
export type { Source } from "./source.ts";
export { scaleDistribution } from "./uncertainty/spread.ts";
export { convert, describeDimension, hintFor, parseUnit, sameDimension } from "./units/unit.ts";
export type { Dimension, Unit } from "./units/unit.ts";
export { knownPart, unknownEquations } from "./graph/unknown.ts";
export type { KnownPart } from "./graph/unknown.ts";
export { valuesOf } from "./evaluate/values.ts";
export { wrapText } from "./wrap.ts";
export type { ActivityInputs, Given, GivenInput, GivenNumber, GivenRow } from "./graph/given.ts";
export { indexOf, unitWords } from "./graph/input-value.ts";
export type { InputValue, Row } from "./graph/input-value.ts";
export { filledKey, keysOf, namesToGive } from "./resolve/keys.ts";
