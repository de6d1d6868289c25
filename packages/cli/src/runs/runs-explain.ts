import { WattledgerError, explain, formatNumber, formatReadable, quoted, suggestion } from "@wattledger/core";
import type { Explanation, Method, ResolvedInputs } from "@wattledger/core";
import type { SummarisedRecord } from "@wattledger/meter/records";
import { shortId } from "../run/summary-text.ts";
import { writeJson, writeLine } from "../terminal.ts";

/** Words of a run's summary for figures of its method. */
const equationOf: Readonly<Record<string, string>> = {
  carbon: "carbon",
  hardware: "embodied",
  facility: "facilityOverhead",
  "rest of node": "restOfNode",
  "rest-of-node": "restOfNode",
  components: "componentEnergy",
};

/** The equation whose rows are the components of the machine. */
const componentEnergy = "componentEnergy";

/**
 * Explains a figure by the word that the summary has for it: a quantity, a component, or an equation of the method.
 *
 * @throws WattledgerError `unknown-name`, with the names there are
 */
export function explainNamed(method: Method, inputs: ResolvedInputs, asked: string): Explanation {
  const word = asked.trim();
  const equation = equationOf[word] ?? word;
  if (Object.hasOwn(method.equations, equation) || Object.hasOwn(method.outputs, equation))
    return explain(method, inputs, equation);
  const ofComponents = Object.hasOwn(method.equations, componentEnergy)
    ? explain(method, inputs, componentEnergy)
    : undefined;
  const rows = ofComponents?.root.parts.flatMap(({ parts }) => parts) ?? [];
  const own = rows.filter(({ name }) => componentIn(name) === word);
  const [first] = own;
  if (ofComponents === undefined || first === undefined) {
    const known = [
      "energy",
      "carbon",
      "water",
      "embodied",
      "cost",
      ...new Set(rows.map(({ name }) => componentIn(name))),
    ];
    throw new WattledgerError(
      "unknown-name",
      `This run has no figure ${quoted(word)}.${suggestion(word, known)} There are: ${known.join(", ")}, facility, rest of node, ` +
        `and the equations of \`wattledger methods ${method.id}\`.`,
    );
  }
  // One instrument is its own tree; several are rows of one.
  const [energy] = first.parts;
  const root =
    own.length === 1 && energy !== undefined ? { ...energy, name: word } : { ...first, name: word, parts: own };
  return { ...ofComponents, output: word, root };
}

/** `cpu` of `cpu, rapl-powercap/package-0`. */
function componentIn(label: string): string {
  return label.split(", ", 1)[0] ?? label;
}

/** Prints where the cost of a run's electricity comes from. @throws WattledgerError `no-factor` where no price is known */
export function explainCost({ cost, record, summary }: SummarisedRecord, form: "text" | "markdown" | "json"): void {
  const id = shortId(record.started.id);
  if (cost === undefined || !cost.ok) {
    const reason = cost === undefined ? "No price of electricity is on record" : cost.error;
    throw new WattledgerError(
      "no-factor",
      `The cost of run ${id} is not known. ${reason}. Give one: wattledger runs show ${id} --prices FILE`,
    );
  }
  const { amount, price } = cost.value;
  if (form === "json") {
    writeJson({ output: "cost", amount, currency: price.currency, price, energyJoules: summary.energyJoules.total });
    return;
  }
  const { total } = summary.energyJoules;
  const interval =
    amount.low < amount.high ? ` (${formatNumber(amount.low, 2)} to ${formatNumber(amount.high, 2)})` : "";
  const zone = price.zone === undefined ? "every place" : price.zone;
  const lines = [
    `cost = ${formatNumber(amount.nominal)} ${price.currency}${interval}`,
    "= energy × price",
    `energy = ${total === null ? "unknown" : formatReadable(total.nominal, "J")}: wattledger runs explain ${id} energy`,
    `price = ${formatNumber(price.price)} ${price.currency}/${price.per} for ${zone} since ${price.validFrom}: ${price.source}`,
  ];
  for (const line of lines) writeLine(form === "markdown" ? `- ${line}` : line);
}
