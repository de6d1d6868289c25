import { convert, isWattledgerError } from "@wattledger/core";
import { figureOf, figures, isFigureName } from "@wattledger/ledger";
import type { FigureCondition } from "@wattledger/ledger";
import { ProblemError } from "../http/problem.ts";

/**
 * Conditions on the figures of single events: `energy>1kWh,outputTokens<=500`. A number without a unit is in the figure's own unit.
 *
 * @throws ProblemError 400
 */
export function figureConditions(parts: readonly string[]): readonly FigureCondition[] {
  return parts.map((part) => {
    const [, name = "", comparison, digits = "", unit = ""] =
      /^(\w+)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\S*)$/iu.exec(part) ?? [];
    if (!isFigureName(name) || !isComparison(comparison)) throw notValid(part, known);
    const own = figureOf(name).unit;
    return { figure: name, comparison, value: Number(digits) * scaleOf(part, unit, own) };
  });
}

const known = `Write a figure, a comparison and a value, such as energy>1kWh. Figures: ${figures.map(({ name }) => name).join(", ")}.`;

function isComparison(text: string | undefined): text is FigureCondition["comparison"] {
  return text === ">" || text === ">=" || text === "<" || text === "<=";
}

function scaleOf(part: string, unit: string, own: string): number {
  if (unit === "") return 1;
  try {
    return convert(1, unit, own);
  } catch (error) {
    if (isWattledgerError(error) || error instanceof RangeError || error instanceof TypeError) {
      throw notValid(part, `The unit ${unit.slice(0, 20)} is not one of this figure: write it in ${own}.`);
    }
    throw error;
  }
}

function notValid(part: string, remedy: string): ProblemError {
  return new ProblemError({
    status: 400,
    title: "A condition is not valid",
    detail: `\`where\`: "${part.slice(0, 100)}". ${remedy}`,
  });
}
