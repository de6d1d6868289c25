import { formatNumber, originLines, sourceText } from "@wattledger/core";
import type { Method, Origin } from "@wattledger/core";
import { cellText, cellsBehindOutputs } from "@wattledger/estimate";
import type { EstimateDocument, InputCell } from "@wattledger/estimate";

/** One sentence on how the intervals were computed. */
export function uncertaintyText(uncertainty: EstimateDocument["uncertainty"]): string {
  const level = `${formatNumber(uncertainty.level * 100)} %`;
  switch (uncertainty.approach) {
    case "ipcc-2006-approach-1":
      return uncertainty.simulated === undefined
        ? `Intervals are of ${level}, by error propagation (Approach 1 of the IPCC 2006 Guidelines).`
        : `Intervals are of ${level}, by error propagation where it holds, and by ${uncertainty.simulated.draws} simulated draws where it does not (Approaches 1 and 2 of the IPCC 2006 Guidelines).`;
    case "ipcc-2006-approach-2":
      return `Intervals are of ${level}, by Monte Carlo simulation with ${uncertainty.draws} draws from seed ${uncertainty.seed} (Approach 2 of the IPCC 2006 Guidelines).`;
  }
}

/** An input for people: its value, and beneath it how it came about. */
export interface InputLine {
  readonly name: string;
  readonly value: string;
  /** Empty for a plain given value. */
  readonly origin: readonly string[];
}

/** Inputs behind the outputs, in two groups: those that somebody stated, and those that were filled in. */
export function inputLines(
  method: Method,
  document: EstimateDocument,
): { readonly stated: readonly InputLine[]; readonly filled: readonly InputLine[] } {
  const cells = cellsBehindOutputs(method, document.inputs);
  return {
    stated: [...keyLines(document), ...cells.filter((cell) => !isFilled(cell)).map(inputLine)],
    filled: cells.filter((cell) => isFilled(cell)).map(inputLine),
  };
}

/** The names by which somebody chose factors: `model gpt-4o`, `zone FR`. */
function keyLines({ keys, inputs }: EstimateDocument): readonly InputLine[] {
  const chosen = Object.entries(keys).filter(([name]) => !Object.hasOwn(inputs, name));
  return chosen.map(([name, value]) => ({ name, value, origin: [] }));
}

function isFilled({ resolved: { origin } }: InputCell): boolean {
  return origin.kind === "factor" || origin.kind === "default";
}

function inputLine(cell: InputCell): InputLine {
  return { name: cell.path, value: cellText(cell), origin: originText(cell.resolved.origin) };
}

/** Short: the explanation gives the whole of it, with licence, locator and caveat. */
function originText(origin: Origin): readonly string[] {
  switch (origin.kind) {
    case "factor": {
      const { factor, fallbacks } = origin;
      const { title, version } = factor.source;
      return [
        `factor of ${factor.year}: ${factor.title} (${title}, ${version})`,
        ...fallbacks.map((step) => `fall-back: ${step}`),
      ];
    }
    case "default":
      return [`default: ${typeof origin.source === "string" ? origin.source : sourceText(origin.source)}`];
    case "given":
      return origin.by === undefined ? [] : [`given ${origin.by}`];
    case "measured":
    case "modelled":
      return originLines(origin);
  }
}
