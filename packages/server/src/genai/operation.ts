import operationFile from "./operations.json" with { type: "json" };

/** What a span is for the accounts: a call of a model, something around calls, or neither. */
export type SpanClass = "model-call" | "container" | "ignore";

const classes: ReadonlyMap<string, string> = new Map(
  Object.entries(operationFile).map(([operation, spanClass]) => [operation.toLowerCase(), spanClass]),
);

/** The class of an operation; undefined where the operation is not known or not stated. */
export function classOf(operation: string | undefined): SpanClass | undefined {
  const found = operation === undefined ? undefined : classes.get(operation.toLowerCase());
  return found === "model-call" || found === "container" || found === "ignore" ? found : undefined;
}

/** The AI SDK adds the caller's function id after a space: `ai.generateText.doGenerate my-function`. */
export function operationNamed(written: string | undefined): string | undefined {
  const [operation] = (written ?? "").trim().split(/\s/, 1);
  return operation === undefined || operation === "" ? undefined : operation;
}
