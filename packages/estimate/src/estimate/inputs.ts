import { compile, formatNumber, formatValue, inputQuantity, intervalDigits, standsForOf } from "@wattledger/core";
import type {
  ChoiceInput,
  Input,
  Method,
  NumberInput,
  ResolvedChoice,
  ResolvedInputs,
  ResolvedNumber,
  ResolveFailure,
} from "@wattledger/core";

/** One value among the inputs: an input, or a field of a row, named as on the command line. */
export type InputCell =
  | { readonly path: string; readonly declared: NumberInput; readonly resolved: ResolvedNumber }
  | { readonly path: string; readonly declared: ChoiceInput; readonly resolved: ResolvedChoice };

/** Every value that the outputs of a method rest on, in the order of its inputs. */
export function cellsBehindOutputs(method: Method, inputs: ResolvedInputs): readonly InputCell[] {
  return compile(method, Object.values(method.outputs)).inputs.flatMap((name) => {
    const declared = method.inputs[name];
    const resolved = inputs[name];
    if (resolved?.kind !== "list") return cell(name, declared, resolved);
    if (declared?.kind !== "list") return [];
    return resolved.rows.flatMap(({ label, fields }) =>
      Object.entries(fields).flatMap(([field, one]) =>
        cell(`${name}.${label}.${field}`, declared.of.inputs[field], one),
      ),
    );
  });
}

/** A path within rows as it is written on the command line: `components[cpu].energy` is `components.cpu.energy`. */
export function plainPath(path: string): string {
  return path.replace(/\[(.*)\]\./u, ".$1.");
}

/** What is wrong with the inputs of an estimate, for a person. */
export function inputsMessage(methodId: string, failures: readonly ResolveFailure[]): string {
  const count = failures.length === 1 ? "an input is" : `${failures.length} inputs are`;
  const list = failures.map(({ message }) => `  - ${message}`).join("\n");
  return `${methodId} cannot be estimated: ${count} wrong or missing.\n${list}`;
}

/** The value of an input for people, with its interval: `44.2 gCO2e/kWh (33 to 55)`, `"day"`. */
export function cellText({ declared, resolved }: InputCell): string {
  if (resolved.kind === "choice" || declared.kind === "choice") return `"${resolved.value}"`;
  const meaning = standsForOf(declared, resolved);
  if (meaning !== undefined) return meaning;
  const text = formatValue(resolved.value, resolved.unit, 4);
  const { low, high } = inputQuantity(resolved, declared);
  const digits = intervalDigits(low, high);
  if (low === high || digits === undefined) return text;
  return `${text} (${formatNumber(low, digits)} to ${formatNumber(high, digits)})`;
}

function cell(
  path: string,
  declared: Input | undefined,
  resolved: ResolvedNumber | ResolvedChoice | undefined,
): readonly InputCell[] {
  if (declared?.kind === "number" && resolved?.kind === "number") return [{ path, declared, resolved }];
  if (declared?.kind === "choice" && resolved?.kind === "choice") return [{ path, declared, resolved }];
  return [];
}
