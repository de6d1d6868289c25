import { formatNumber, fromFactor, inputQuantity } from "@wattledger/core";
import type { FactorFamily, FoundFactor } from "@wattledger/core";
import { paragraph } from "../paragraph.ts";
import { foundLines } from "./found-text.ts";

/** The families that people ask for most, each with a key to try. A test holds their ids. */
export const usualFamilies: readonly (readonly [id: string, what: string, key: string])[] = [
  ["grid", "carbon intensity, by country or region", "FR"],
  ["cloud", "carbon intensity, by cloud region", "aws:eu-west-3"],
  ["electricity-water", "water consumed by power plants", "FR"],
  ["facility.pue", "overhead of data centres (PUE)", "google"],
  ["facility.wue", "water of data centres (WUE)", "google"],
  ["hardware.accelerator.tdp", "design power of GPUs and TPUs", "H100"],
  ["hardware.cpu.tdp", "design power of processors", '"AMD EPYC 7763"'],
  ["memory.power", "power of memory per gigabyte", "ddr"],
  ["rest-of-node", "fans, board and supply of a machine", "server"],
  ["cloud-instance", "cloud instances: all that is known of one", "g5.xlarge"],
  ["server", "servers: all that is known of one", "dgx-h100"],
  ["embodied.accelerator", "carbon of making a GPU or TPU", "H100"],
  ["embodied.device", "carbon of making a device", "laptop"],
  ["ai-model.active-parameters", "parameters of AI models", "gpt-4o"],
  ["equivalences", "comparisons, such as a journey by car", ""],
];

/** The usual families on one screen, each as it can be typed. */
export function usualFamiliesText(families: readonly FactorFamily[], factorSet: string, width: number): string {
  const asked = usualFamilies.map(([id, what, key]) => [`${id} ${key}`.trimEnd(), what] as const);
  const column = Math.max(...asked.map(([words]) => words.length));
  return `${[
    paragraph("One factor with its source: wattledger factors FAMILY KEY, such as", { rest: "  ", width }),
    "",
    ...asked.flatMap(([words, what]) =>
      column + 4 + what.length > width
        ? [`  ${words}`, paragraph(what, { first: "      ", width })]
        : [`  ${words.padEnd(column)}  ${what}`],
    ),
    "",
    paragraph(
      `${families.length} families, set ${factorSet}. All: --all. All keys of one: wattledger factors grid --all`,
      {
        rest: "  ",
        width,
      },
    ),
  ].join("\n")}\n`;
}

/** The keys that a family holds. */
export function keysText({ id, title, key }: FactorFamily, keys: readonly string[], width: number): string {
  return `${[
    paragraph(`${title} (${id}): ${keys.length} keys`, { rest: "  ", width }),
    "",
    paragraph(keys.map((one) => (/[() ]/u.test(one) ? `"${one}"` : one)).join(", "), { first: "  ", width }),
    "",
    paragraph(`${key.help}. One of them: wattledger factors ${id} KEY`, { rest: "  ", width }),
  ].join("\n")}\n`;
}

/** All families for a terminal: id, unit and key, and beneath it what the figures are. */
export function familiesText(families: readonly FactorFamily[], factorSet: string, width: number): string {
  const idWidth = Math.max(...families.map(({ id }) => id.length));
  const unitWidth = Math.max(...families.map(({ unit }) => shownUnit(unit).length));
  const lines = families.flatMap(({ id, unit, title, key }) => [
    `${id.padEnd(idWidth)}  ${shownUnit(unit).padEnd(unitWidth)}  by ${key.name}`,
    paragraph(title, { first: "  ", width }),
  ]);
  const more = "A figure with its papers: wattledger factors FAMILY [KEY], such as: wattledger factors grid FR";
  return `${[`Factors, set ${factorSet}`, "", ...lines, "", paragraph(more, { width })].join("\n")}\n`;
}

/** A figure for a terminal, and for a general one how to ask for a nearer one. */
export function foundText(family: FactorFamily, asked: string | undefined, found: FoundFactor, width: number): string {
  const description = foundLines(found, width);
  const lines = asked === undefined ? [...description, "", keyText(family, width)] : description;
  return `${lines.join("\n")}\n`;
}

/** A figure with the family that it was found in. */
export interface FoundIn {
  readonly family: FactorFamily;
  readonly found: FoundFactor;
}

/** What several families know of one key, a line each, then what was assumed and what is not known of it. */
export function groupText(
  asked: string,
  known: readonly FoundIn[],
  missing: readonly FactorFamily[],
  width: number,
): string {
  const idWidth = Math.max(...known.map(({ family }) => family.id.length));
  const [matched = asked] = known.flatMap(({ found }) => found.matched ?? []);
  const steps = [...new Set(known.flatMap(({ found }) => found.fallbacks))];
  const lines = [
    paragraph(asked === matched ? asked : `${matched}, asked for as ${asked}`, { width }),
    ...known.map(({ family, found }) => `  ${family.id.padEnd(idWidth)}  ${figureText(found, family.unit)}`),
    ...steps.map((step) => paragraph(step, { first: "  ", width })),
    ...(missing.length === 0
      ? []
      : [paragraph(`Not known of it: ${missing.map(({ id }) => id).join(", ")}.`, { first: "  ", width })]),
    "",
    paragraph(`One of them with its papers: wattledger factors ${known[0]?.family.id ?? "FAMILY"} "${asked}"`, {
      width,
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function figureText(found: FoundFactor, unit: string): string {
  const { nominal, low, high } = inputQuantity(fromFactor(found, unit));
  const interval = low === high ? "" : ` (${formatNumber(low, 4)} to ${formatNumber(high, 4)})`;
  return `${formatNumber(nominal, 4)}${unit === "1" ? "" : ` ${unit}`}${interval}`;
}

/** A family that has no general figure: what must be named, and what there is. */
export function familyText(family: FactorFamily, message: string, width: number): string {
  const { id, title, unit } = family;
  const lines = [
    paragraph(`${title} (${id}, ${shownUnit(unit)})`, { width }),
    paragraph(message, { first: "  ", width }),
    "",
    keyText(family, width),
  ];
  return `${lines.join("\n")}\n`;
}

function keyText({ id, key }: FactorFamily, width: number): string {
  return [
    paragraph(`The ${key.name} chooses: wattledger factors ${id} KEY`, { width }),
    paragraph(`${key.help}. Such as:`, { first: "  ", width }),
    ...key.examples.map((example) => `  ${/[() ]/u.test(example) ? `"${example}"` : example}`),
  ].join("\n");
}

function shownUnit(unit: string): string {
  return unit === "1" ? "pure number" : unit;
}
