import { publishedResults } from "@wattledger/cases";
import { methodPage } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { makeEstimate, parseGiven } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
import { estimateText } from "../../packages/cli/src/estimate/estimate-text.ts";
import { largestError } from "./cases-of.ts";
import type { CaseRun } from "./cases-of.ts";
import { count, generated, grouped, page, table } from "./markdown.ts";

/** Columns of the worked examples. */
const width = 80;

/** Kinds of activity as people speak of them, in the order of the index. */
const kindTitles = {
  "compute-run": "A computation that ran, or will",
  "training-plan": "A training that is planned or was published",
  "llm-request": "A request to a language model",
  "media-request": "A request for an image or a video",
  "device-use": "A device, over its life",
  "service-use": "A service, over a period",
} as const;

/** Pages of docs/methods by file name: one for each method, and the index by kind of activity. */
export async function methodPages(
  methods: readonly Method[],
  runs: readonly CaseRun[],
): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([["README.md", indexPage(methods)]]);
  for (const method of methods) {
    const sections = [caseSection(method, runs), publishedSection(method), await exampleSection(method)];
    const [title = "", ...rest] = methodPage(method, { typeset: true, sections: sections.flat() }).split("\n\n");
    pages.set(`${method.id}.md`, [title, generated, ...rest].join("\n\n"));
  }
  return pages;
}

function indexPage(methods: readonly Method[]): string {
  const kinds = Object.entries(kindTitles).flatMap(([kind, title]) =>
    indexSection(
      `${title} (\`${kind}\`)`,
      methods.filter(({ accepts }) => accepts.some((one) => one === kind)),
    ),
  );
  return page(
    "Methods",
    `${count(methods.length, "method")}, each a graph of equations that reproduces its paper or tool. [Which method should I use?](../which-method.md) chooses; ` +
      "[coverage](../coverage.md) says how near each comes to its original, [published results](../published-results.md) compares figures of papers with ours.",
    ...kinds,
    ...indexSection(
      "Hardware, and what other methods are made of",
      methods.filter(({ accepts }) => accepts.length === 0),
    ),
  );
}

function indexSection(title: string, methods: readonly Method[]): readonly string[] {
  if (methods.length === 0) return [];
  const rows = methods.map(({ id, title: name, claim, whenToUse = "", boundary }) => [
    `[${id}](${id}.md)`,
    name,
    claim,
    whenToUse,
    boundary.lifeCycle.join(", "),
  ]);
  return [`## ${title}`, table(["method", "", "what it computes", "when to use it", "life cycle"], rows)];
}

function caseSection({ id }: Method, runs: readonly CaseRun[]): readonly string[] {
  const own = runs.filter(({ name, answeredBy }) => name === id || answeredBy.has(id));
  if (own.length === 0)
    return [
      "## Reference cases",
      "None: the published results below, if there are any, and the tests of the method check it.",
    ];
  const parts = own.map(({ name, verdicts }) => {
    const answered = verdicts.filter(({ verdict }) => verdict !== "skipped");
    if (name !== id) {
      return `It answers some of the ${count(answered.length, "case")} of \`packages/cases/src/${name}/cases.json\`, with others: [coverage](../coverage.md).`;
    }
    const kinds = [...grouped(answered, ({ kind }) => kind)];
    const rows = kinds.map(([kind, cases]) => [
      kind,
      String(cases.length),
      String(cases.filter(({ verdict }) => verdict === "pass").length),
      largestError(cases),
    ]);
    return `From \`packages/cases/src/${name}/cases.json\`:\n\n${table(["kind", "cases", "within tolerance", "largest relative error"], rows)}`;
  });
  return ["## Reference cases", ...parts];
}

function publishedSection({ id }: Method): readonly string[] {
  const own = publishedResults.filter(({ method }) => method === id);
  const results = own.flatMap(({ rows }) => rows.flatMap((row) => row.results));
  if (results.length === 0) return [];
  return [
    "## Published results",
    `${count(results.length, "printed figure")} of ${own.map(({ what }) => what).join("; ")}: [side by side with ours](../published-results.md#${id}).`,
  ];
}

async function exampleSection(method: Method): Promise<readonly string[]> {
  const { example } = method;
  if (example === undefined) return [];
  const assignments = Object.entries(example).map(([name, value]) => `${name}=${value}`);
  const parsed = parseGiven(method, families, {}, assignments);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) {
    const problems = estimate.error.map(({ message }) => message).join(" ");
    throw new Error(`The example of ${method.id} cannot be estimated: ${problems}`);
  }
  const words = assignments.map((one) => (/^[\w.=:%/-]+$/u.test(one) ? one : `"${one}"`));
  const command = ["wattledger estimate", method.id, ...words].join(" ");
  return ["## Worked example", `\`\`\`console\n$ ${command}\n${estimateText(estimate.value, width)}\`\`\``];
}
