/** A number, or a range as EcoLogits computes with it. */
export type EcologitsValue = number | { readonly min: number; readonly max: number };

/** What became of an operation: a value, a truth, or the error that the original ends with. */
export type EcologitsOutcome =
  | { readonly kind: "value"; readonly value: EcologitsValue }
  | { readonly kind: "truth"; readonly value: boolean }
  | { readonly kind: "raises"; readonly error: string };

/**
 * Arithmetic of EcoLogits' RangeValue (ecologits/utils/range_value.py, 0.9.1): ends are combined with like ends, which is
 * right for numbers of one sign only, and a range whose least end comes out above its greatest is an error. A number
 * divided by a range gives, by a slip, the range divided by the number.
 */
export function ecologitsOperation(name: string, operands: readonly EcologitsValue[]): EcologitsOutcome {
  const [left = Number.NaN, right = Number.NaN] = operands;
  const both = typeof left === "number" && typeof right === "number";
  const a = endsOf(left);
  const b = endsOf(right);
  switch (name) {
    case "add":
      return value(both, a.min + b.min, a.max + b.max);
    case "multiply":
      return value(both, a.min * b.min, a.max * b.max);
    case "subtract":
      return both ? value(true, a.min - b.min, 0) : { kind: "raises", error: "TypeError" };
    case "divide":
      return divide(left, right);
    case "mean":
      return typeof left === "number"
        ? { kind: "raises", error: "AttributeError" }
        : value(true, (a.min + a.max) / 2, 0);
    case "equal":
      return truth(a.min === b.min && a.max === b.max);
    case "less":
      return truth(a.max < b.min);
    case "greater":
      return truth(a.min > b.max);
    case "less-or-equal":
      // Between ranges only the greater ends are compared; a number on the left is compared with the lesser end.
      return truth(typeof left === "number" ? a.max <= b.min : a.max <= b.max);
    case "greater-or-equal":
      return truth(typeof left === "number" ? a.min >= b.max : a.min >= b.min);
    case "create":
    case "range":
      return operands.length === 1 ? ordered(a.min, a.max) : ordered(a.min, b.max);
    default:
      return { kind: "raises", error: "TypeError" };
  }
}

function divide(left: EcologitsValue, right: EcologitsValue): EcologitsOutcome {
  if (typeof left !== "number" && typeof right !== "number") {
    // Each end is divided by the range, by the defect above, and two ranges cannot be the ends of a third.
    const raised = [left.min, left.max].map((end) => divide(end, right)).find(({ kind }) => kind === "raises");
    return raised ?? { kind: "raises", error: "ValidationError" };
  }
  if (typeof left === "number" && typeof right === "number") {
    return right === 0 ? { kind: "raises", error: "ZeroDivisionError" } : value(true, left / right, 0);
  }
  const [range, number] = typeof left === "number" ? [endsOf(right), left] : [endsOf(left), endsOf(right).min];
  if (number === 0) return { kind: "raises", error: "ZeroDivisionError" };
  return ordered(range.min / number, range.max / number);
}

function value(single: boolean, min: number, max: number): EcologitsOutcome {
  return single ? { kind: "value", value: min } : ordered(min, max);
}

function ordered(min: number, max: number): EcologitsOutcome {
  return min > max ? { kind: "raises", error: "ValidationError" } : { kind: "value", value: { min, max } };
}

function truth(holds: boolean): EcologitsOutcome {
  return { kind: "truth", value: holds };
}

function endsOf(one: EcologitsValue): { readonly min: number; readonly max: number } {
  return typeof one === "number" ? { min: one, max: one } : one;
}
