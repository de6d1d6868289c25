/**
 * Equations, quantities, explanation and the footprint model. What reads files and the wire is in
 * `@wattledger/core/schemas`, apart, so that nothing here waits for zod to load.
 */
export type { Activity, ActivityInputs, ActivityOf, WorkloadStage } from "./activity.ts";
export { activityKinds } from "./activity-kind.ts";
export { givenFor } from "./activity-given.ts";
export type { ActivityKind } from "./activity-kind.ts";
export { causesOfChange } from "./causes-of-change.ts";
export type { ChangeCause, Evaluated } from "./causes-of-change.ts";
export { compareCase } from "./case-file.ts";
export type { CaseFile, Comparison, ReferenceCase, Tolerance } from "./case-file.ts";
export { compile } from "./compile.ts";
export type { Compiled } from "./compile.ts";
export type { Distribution } from "./distribution.ts";
export { energyBoundaries, energyBoundaryWords } from "./energy-boundary.ts";
export type { EnergyBoundary } from "./energy-boundary.ts";
export { WattledgerError, isWattledgerError } from "./error.ts";
export type { ErrorKind } from "./error.ts";
export { evaluate, evaluateAtEnds } from "./evaluate.ts";
export type { Ends, WantedValues } from "./evaluate.ts";
export { explain } from "./explain.ts";
export type { Explanation, ExplanationNode } from "./explain.ts";
export { explanationMarkdown, explanationText, explanationTree, originLines, sourceText } from "./explanation-text.ts";
export type { Expression } from "./expression.ts";
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
export { footprintVersion, impactCategories, lifeCycleStages } from "./footprint.ts";
export type { Footprint, Impact, ImpactCategory, Known, LifeCycleStage } from "./footprint.ts";
export { formatNumber, formatQuantity, formatReadable, formatValue, readableUnit } from "./format.ts";
export { indexOf, unitWords } from "./frame.ts";
export type { Frame, Inputs, InputValue, Row } from "./frame.ts";
export type {
  Boundary,
  ChoiceInput,
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
} from "./graph.ts";
export { given } from "./given.ts";
export { inputQuantity, standsForOf } from "./input-quantity.ts";
export { inputSchema } from "./input-schema.ts";
export type { JsonSchema } from "./input-schema.ts";
export { exactly, houseLevel, intervalOf } from "./interval.ts";
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
} from "./method.ts";
export { methodPage } from "./method-page.ts";
export { monteCarlo } from "./monte-carlo.ts";
export type { MonteCarloOptions, Simulated } from "./monte-carlo.ts";
export { doubts, usualRange } from "./doubts.ts";
export { nearest, suggestion } from "./nearest.ts";
export { quoted, shortened } from "./quote.ts";
export { formatExpression, toLatex, toMathMl } from "./notation.ts";
export type { Origin } from "./origin.ts";
export { parseFormula } from "./parse.ts";
export { partOf } from "./needed.ts";
export { prepare, preparedInput } from "./prepare.ts";
export type { Prepared, PreparedInput } from "./prepare.ts";
export { propagate } from "./propagate.ts";
export type { Propagated } from "./propagate.ts";
export type { Quantity } from "./quantity.ts";
export { normalProbability, normalQuantile } from "./normal.ts";
export { seededRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { filledKey, fromFactor, givenNumber, keysOf, namesToGive, resolve } from "./resolve.ts";
export type { Given, GivenInput, GivenNumber, GivenRow, ResolveFailure } from "./resolve.ts";
export type {
  ResolvedChoice,
  ResolvedInput,
  ResolvedInputs,
  ResolvedList,
  ResolvedNumber,
  ResolvedRow,
} from "./resolved.ts";
export { fail, ok } from "./result.ts";
export type { Result } from "./result.ts";
export { sensitivity } from "./sensitivity.ts";
export type { Influence, Sensitivity, SensitivityOptions } from "./sensitivity.ts";
export { serialiseMethod } from "./serialise.ts";
export type { Source } from "./source.ts";
export { scaleDistribution } from "./spread.ts";
export { convert, describeDimension, hintFor, parseUnit, sameDimension } from "./unit.ts";
export type { Dimension, Unit } from "./unit.ts";
export { valuesOf } from "./values.ts";
export { wrapText } from "./wrap.ts";
