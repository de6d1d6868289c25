import { ourResult, publishedResults } from "@wattledger/cases";
import type { PublishedResult, PublishedRow, PublishedTable } from "@wattledger/cases";
import { formatNumber } from "@wattledger/core";
import { count, grouped, page, table } from "./markdown.ts";

/** The page docs/published-results.md: figures of papers next to those of their methods here. */
export function publishedPage(): string {
  const figures = publishedResults.flatMap(({ rows }) => rows.flatMap(({ results }) => results));
  const sections = [...grouped(publishedResults, ({ method }) => method)].flatMap(([method, tables]) => [
    `## ${method}`,
    `[The method and its source](methods/${method}.md).`,
    ...tables.flatMap(publishedTable),
  ]);
  return page(
    "Published results",
    `${count(figures.length, "figure")} that papers print, each next to what the paper's method gives here from the inputs that the paper states. ` +
      "A test holds every one of them to the difference that its print explains.",
    ...sections,
  );
}

function publishedTable(published: PublishedTable): readonly string[] {
  const { what, about, rows } = published;
  const checked = rows.some(({ results }) => results.some(({ originalError }) => originalError !== undefined));
  const heads = ["", "figure", "published", "ours", "difference", ...(checked ? ["the original's own"] : []), "why"];
  const cells = rows.flatMap((row) =>
    row.results.map((result, index) => resultCells(published, row, result, index === 0, checked)),
  );
  return [`**${what.slice(0, 1).toUpperCase()}${what.slice(1)}.** ${about}`, table(heads, cells)];
}

function resultCells(
  published: PublishedTable,
  row: PublishedRow,
  result: PublishedResult,
  isFirst: boolean,
  checked: boolean,
): readonly string[] {
  const { output, printed, unit, originalError } = result;
  const ours = ourResult(published, row, result);
  const given = Object.entries(result.given ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const difference = 100 * (ours / printed - 1);
  return [
    isFirst ? row.name : "",
    [`\`${output}\``, ...given].join(", "),
    `${String(printed)} ${unit}`,
    `${formatNumber(ours, 5)} ${unit}`,
    percent(difference),
    ...(checked ? [originalError === undefined ? "" : percent(originalError)] : []),
    isFirst ? (row.why ?? "") : "",
  ];
}

function percent(value: number): string {
  const rounded = value.toFixed(2).replace("-", "−");
  return `${/^−?0\.00$/u.test(rounded) ? "0.00" : rounded} %`;
}
