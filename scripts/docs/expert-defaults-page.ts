import { expertDefaults, largeChange } from "./expert-defaults.ts";
import type { ExpertDefault } from "./expert-defaults.ts";
import { expertReasons } from "./expert-reasons.ts";
import { grouped, page, table } from "./markdown.ts";

/** The page docs/expert-defaults.md: values that rest on judgement and move a total, with what they rest on. */
export async function expertDefaultsPage(): Promise<string> {
  const found = await expertDefaults();
  const groups = [...grouped(found, inputOf)].toSorted(([a], [b]) => a.localeCompare(b, "en"));
  const rows = groups.map(([input, ones]) => [
    `\`${input}\``,
    [...new Set(ones.map(({ method }) => `[${method}](methods/${method}.md)`))].join(", "),
    percent(Math.max(...ones.map(({ change }) => change))),
    [...new Set(ones.map(({ basis }) => basis))].join("; "),
    expertReasons[input] ?? "",
  ]);
  return page(
    "Values that rest on an expert's judgement",
    `Each method's example is computed again with each such value at the ends of its 90 % interval. The table has the values that
change energy or carbon by more than ${percent(largeChange)}: how far at most, what the interval rests on, and why nothing better is held. Give the
value yourself, and the judgement is gone: \`wattledger estimate METHOD INPUT=VALUE\`.`,
    table(["input", "methods", "largest change", "basis", "why nothing better"], rows),
  );
}

/** The name of the input, without the row of a list that it is in. */
export function inputOf({ input }: ExpertDefault): string {
  return input.slice(input.lastIndexOf(".") + 1);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
