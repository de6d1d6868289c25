import { WattledgerError, assume, compile, suggestion } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { inputFor } from "../given/given-place.ts";

/**
 * The method with some equations taken as given, and of the rest only what its outputs and the `wanted` equations then
 * need: a measured energy makes the runtime and the hardware behind an estimated one superfluous, and nobody is asked for
 * the inputs of equations that no output uses.
 *
 * @throws WattledgerError `bad-input` where nothing is left to compute.
 */
export function takeAsGiven(method: Method, equations: readonly string[], wanted: readonly string[]): Method {
  const assumed: Method = equations.length === 0 ? method : assume<string, string, string>(method, equations);
  const outputs = Object.entries(method.outputs).filter(([, name]) => Object.hasOwn(assumed.equations, name));
  const answers = compile(assumed, [...outputs.map(([, name]) => name), ...wanted]);
  // A caution asks nobody for an input that only it reads.
  const cautions = Object.entries(method.cautions ?? {}).filter(
    ([name]) =>
      Object.hasOwn(assumed.equations, name) &&
      compile(assumed, [name]).inputs.every((one) => answers.inputs.includes(one)),
  );
  const needed =
    cautions.length === 0 ? answers : compile(assumed, [...answers.equations, ...cautions.map(([name]) => name)]);
  if (answers.equations.length === 0) {
    const message = `Every output of ${method.id} was given, so nothing is left to compute. Leave out one of: ${equations.join(", ")}.`;
    throw new WattledgerError("bad-input", message);
  }
  const bounded = Object.entries(pick(method.equations, equations)).map(
    ([name, equation]) => [name, inputFor(name, equation)] as const,
  );
  return {
    ...assumed,
    outputs: Object.fromEntries(outputs),
    inputs: pick({ ...assumed.inputs, ...Object.fromEntries(bounded) }, needed.inputs),
    equations: pick(assumed.equations, needed.equations),
    cautions: Object.fromEntries(cautions),
  };
}

/** The method with these outputs or equations as its outputs, under the names by which they are asked for; with its own where none are. */
export function withOutputs(method: Method, names: readonly string[] | undefined): Method {
  if (names === undefined) return method;
  return { ...method, outputs: Object.fromEntries(names.map((name) => [name, equationOf(method, name, [])])) };
}

/**
 * The equation behind an output's or an equation's name; by default behind `gwp`, or behind the first output.
 *
 * @throws WattledgerError `unknown-name`, or `bad-input` where the equation is among those that were given.
 */
export function equationOf(method: Method, name: string | undefined, assumed: readonly string[]): string {
  const left = Object.entries(method.outputs).filter(([, equation]) => !assumed.includes(equation));
  const byDefault = left.find(([output]) => output === "gwp") ?? left[0];
  const asked = name ?? byDefault?.[0] ?? "";
  const equation = Object.hasOwn(method.outputs, asked) ? (method.outputs[asked] ?? asked) : asked;
  if (assumed.includes(equation)) {
    throw new WattledgerError(
      "bad-input",
      `\`${equation}\` was given, so it has no steps to explain. Leave it out to see how it is computed.`,
    );
  }
  if (Object.hasOwn(method.equations, equation)) return equation;
  const known = [...Object.keys(method.outputs), ...Object.keys(method.equations)];
  const outputs = Object.keys(method.outputs).join(", ");
  throw new WattledgerError(
    "unknown-name",
    `${method.id} has no output \`${asked}\`.${suggestion(asked, known)} Outputs: ${outputs}.`,
  );
}

function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
