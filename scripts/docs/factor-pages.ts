import { fromFactor, formatNumber, inputQuantity } from "@wattledger/core";
import type { Factor, FactorFamily, Method } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { shippedLicences } from "../../packages/factors/src/licences.ts";
import { count, counted, grouped, page, table } from "./markdown.ts";

/** A figure that a family holds, with the key that finds it. */
interface Row {
  readonly key: string;
  readonly factor: Factor;
  readonly interval: string;
}

/** More rows than this are shown as a sample. */
const mostRows = 40;

/** Pages of docs/factors by file name: one for each family of factors, and the index. */
export async function factorPages(methods: readonly Method[]): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const index: (readonly string[])[] = [];
  for (const family of families) {
    const rows = await rowsOf(family);
    pages.set(`${family.id}.md`, await familyPage(family, rows, methods));
    index.push([
      `[${family.id}](${family.id}.md)`,
      family.title,
      shownUnit(family.unit),
      String(rows.length),
      yearsOf(rows.map(({ factor }) => factor.year)),
      [...counted(rows.map(({ factor }) => factor.source.license)).keys()].join(", "),
    ]);
  }
  pages.set("README.md", indexPage(index));
  return pages;
}

function indexPage(rows: readonly (readonly string[])[]): string {
  return page(
    "Factors",
    `What the world looks like: figures that fill the inputs of methods, set ${factorSet}. Each has a source with version and place, a year, a licence, ` +
      "a boundary and an interval with who says so; a test reads every one of them and fails where one of these is missing. " +
      "A figure that was not asked for by name is announced as a fall-back.",
    table(["family", "what it is", "unit", "figures", "years", "licences"], rows),
    "`wattledger factors FAMILY KEY` prints a figure with its papers; a value that you give yourself takes its place.",
    "## Licences",
    "Nothing under another licence is shipped; a test holds every figure to this list. Data under AGPL is nowhere; the one database under ODbL is a file of its own, with its notice. " +
      "[NOTICE.md](../../packages/factors/NOTICE.md) names what belongs to whom.",
    table(
      ["licence", "what it asks of a person who passes the figures on"],
      Object.entries(shippedLicences).map(([licence, duty]) => [licence, duty]),
    ),
  );
}

async function rowsOf(family: FactorFamily): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const key of await family.heldKeys()) {
    const found = await family.find(key);
    if (!found.ok) throw new Error(`${family.id}: ${key} is held, but not found: ${found.error.message}`);
    const { factor } = found.value;
    const { low, high } = inputQuantity(fromFactor(found.value, family.unit));
    rows.push({ key, factor, interval: low === high ? "none" : `${number(low)} to ${number(high)}` });
  }
  return rows;
}

async function familyPage(family: FactorFamily, rows: readonly Row[], methods: readonly Method[]): Promise<string> {
  const { id, title, unit, key, critique = [] } = family;
  const users = methods.filter((method) => takesFrom(method, id));
  const general = await family.find(undefined);
  const shown = rows.length <= mostRows ? rows : sample(rows, mostRows / 2);
  return page(
    title,
    `\`${id}\`, ${unit === "1" ? "a pure number" : `in ${unit}`}. ${count(rows.length, "figure")}, chosen by \`${key.name}\`: ${lowerFirst(key.help)}. ` +
      `Such as ${key.examples.map((example) => `\`${example}\``).join(", ")}.`,
    users.length === 0
      ? "No method takes its figures by itself."
      : `Fills inputs of ${users.map((method) => `[${method.id}](../methods/${method.id}.md)`).join(", ")}.`,
    general.ok
      ? `Without ${withArticle(key.name)}: ${general.value.factor.title}, ${number(general.value.factor.value)}${unit === "1" ? "" : ` ${unit}`}. ${general.value.fallbacks.join(" ")}`
      : `Without ${withArticle(key.name)} the family has no figure.`,
    "## Sources",
    table(
      ["source", "figures", "years", "licence", "what is included", "where in it, and when it was read"],
      sourceRows(rows),
    ),
    "## Intervals",
    "Of 90 % where nothing else is said. Who says so:",
    [...counted(rows.map(({ factor }) => factor.uncertainty.basis))]
      .map(([basis, figures]) => `- ${basis} (${count(figures, "figure")})`)
      .join("\n"),
    "## Known criticism and corrections",
    listOr("None recorded.", [...critique, ...caveatsOf(rows)]),
    shown.length < rows.length ? `## A sample: ${shown.length} of ${rows.length}` : "## Figures",
    table(
      [key.name, "what it is", shownUnit(unit), "interval", "year"],
      shown.map(({ key: name, factor, interval }) => [
        `\`${name}\``,
        factor.title,
        number(factor.value),
        interval,
        String(factor.year),
      ]),
    ),
  );
}

/** Evenly spaced, so that the same table gives the same sample. */
function sample(rows: readonly Row[], size: number): readonly Row[] {
  return Array.from({ length: size }, (_, index) => rows[Math.floor((index * rows.length) / size)]).flatMap(
    (row) => row ?? [],
  );
}

function sourceRows(rows: readonly Row[]): readonly (readonly string[])[] {
  const groups = grouped(rows, ({ factor: { source, boundary, basis, signal, accounting, convention } }) =>
    JSON.stringify([source.title, source.version, source.license, boundary, basis, signal, accounting, convention]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { source, boundary, basis, signal, accounting, convention, gwpSet } = first.factor;
    const location = accounting === "not-applicable" ? accounting : `${accounting}-based`;
    const meaning = [boundary, basis, signal, location, gwpSet, convention].filter(
      (word) => word !== undefined && word !== "not-applicable",
    );
    return [
      [
        `${source.title}, ${source.version}`,
        String(group.length),
        yearsOf(group.map(({ factor }) => factor.year)),
        source.license,
        meaning.join(", ") || "no footprint, so no boundary",
        `${sharedStart(group.map(({ factor }) => factor.source.locator))}; ${source.retrieved}`,
      ],
    ];
  });
}

/** What all locators begin with: rows add their own place to the file's. */
function sharedStart(locators: readonly string[]): string {
  const [first = "", ...rest] = new Set(locators);
  if (rest.length === 0) return first;
  let length = 0;
  while (length < first.length && rest.every((other) => other[length] === first[length])) length += 1;
  const start = first.slice(0, length).replace(/[^\p{L}\d)]*(rows?\s*)?[^\p{L}\d)]*$/u, "");
  return start === "" ? `${first}, and others` : `${start}, a place for each`;
}

function caveatsOf(rows: readonly Row[]): readonly string[] {
  const caveats = counted(rows.flatMap(({ factor }) => factor.source.caveat ?? []));
  return [...caveats].map(([caveat, figures]) =>
    figures === rows.length ? caveat : `${caveat} (${count(figures, "figure")})`,
  );
}

function listOr(nothing: string, sentences: readonly string[]): string {
  return sentences.length === 0 ? nothing : sentences.map((sentence) => `- ${sentence}`).join("\n");
}

function takesFrom(method: Method, family: string): boolean {
  return Object.values(method.inputs).some((declared) => {
    const inner = declared.kind === "list" ? Object.values(declared.of.inputs) : [declared];
    return inner.some((one) => one.kind === "number" && one.from === family);
  });
}

function yearsOf(years: readonly number[]): string {
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first === last ? String(first) : `${first} to ${last}`;
}

function number(value: number): string {
  return formatNumber(value, 4);
}

function shownUnit(unit: string): string {
  return unit === "1" ? "pure number" : unit;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/u.test(text) ? `${text.slice(0, 1).toLowerCase()}${text.slice(1)}` : text;
}

/** `a zone`, `an instance`. */
function withArticle(noun: string): string {
  return `${/^[aeiou]/u.test(noun) ? "an" : "a"} ${noun}`;
}
