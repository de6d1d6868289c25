import type { Method } from "@wattledger/core";
import { largestError } from "./cases-of.ts";
import type { CaseRun } from "./cases-of.ts";
import { count, grouped, page, table } from "./markdown.ts";

/** The page docs/coverage.md: each kind of reference case, how many agree, how far off the worst is, and what is left out. */
export function coveragePage(methods: readonly Method[], runs: readonly CaseRun[]): string {
  const verdicts = runs.flatMap((run) => run.verdicts);
  const tally = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const quirks = runs.flatMap(({ file }) => file.cases.filter(({ quirk }) => quirk)).length;
  const covered = new Set(runs.flatMap(({ name, answeredBy }) => [...answeredBy, name]));
  const uncovered = methods.filter(({ id }) => !covered.has(id));
  return page(
    "Coverage",
    `${count(verdicts.length, "reference case")} in ${count(runs.length, "file")}: ${tally("pass")} agree with their original within the case's tolerance, ` +
      `${tally("mismatch")} do not, ${tally("skipped")} are out of scope. ${quirks} repeat a defect of the original, which our methods do only when asked to. ` +
      "The expected values were printed by the papers or obtained by running the original tools, never by our code.",
    "`npx wattledger cases packages/cases/src --all` shows every case. The largest error is relative, over all expected values of the kind; " +
      "large ones stand where a paper prints few digits and the case's tolerance says so. Below 1e-12 lies only the rounding of the processor.",
    table(["cases", "kind", "number", "agree", "largest relative error"], runs.flatMap(kindRows)),
    "## Out of scope",
    table(["cases", "kind", "number", "why"], runs.flatMap(skippedRows)),
    ...(uncovered.length === 0
      ? []
      : [
          "## Methods without reference cases",
          "Their papers print results and no tool computes them, or they are ours; tests hold them to what is printed ([published results](published-results.md)).",
          uncovered.map(({ id, title }) => `- [${id}](methods/${id}.md): ${title}`).join("\n"),
        ]),
  );
}

function kindRows({ name, file, verdicts }: CaseRun): readonly (readonly string[])[] {
  const answered = verdicts.filter(({ verdict }) => verdict !== "skipped");
  return [...grouped(answered, ({ kind }) => kind)].map(([kind, cases]) => {
    const agree = cases.filter(({ verdict }) => verdict === "pass").length;
    return [
      `[${file.method}](../packages/cases/src/${name}/cases.json)`,
      kind,
      String(cases.length),
      agree === cases.length ? "all" : String(agree),
      largestError(cases),
    ];
  });
}

function skippedRows({ file, verdicts }: CaseRun): readonly (readonly string[])[] {
  const skipped = verdicts.filter(({ verdict }) => verdict === "skipped");
  return [...grouped(skipped, ({ kind, reason = "" }) => `${kind}\n${reason}`).values()].flatMap((cases) => {
    const [first] = cases;
    if (first === undefined) return [];
    return [[file.method, first.kind, String(cases.length), first.reason ?? ""]];
  });
}
