import { defined } from "@wattledger/core";
import { Command, Option } from "commander";
import { addTag } from "../run/run-options.ts";

interface ExportFlags {
  readonly jsonl?: true;
  readonly csv?: true;
  readonly out?: string;
  readonly withCommand?: true;
  readonly all?: true;
  readonly prices?: string;
}

interface ShowFlags {
  readonly verbose?: true;
  readonly json?: true;
  readonly withCommand?: true;
  readonly prices?: string;
}

interface RunsFlags {
  readonly all?: true;
  readonly json?: true;
  readonly withCommand?: true;
  readonly project?: string;
  readonly name?: string;
  readonly tag: Readonly<Record<string, string>>;
  readonly since?: string;
}

const pricesOption = [
  "--prices <file>",
  "file of electricity prices, used instead of the recorded price (see docs/prices.md)",
] as const;

/** `wattledger runs` and what it can do with them. */
export function runsCommand(): Command {
  const idHelp = "id of a run, its first or last letters, its name, or `last`";
  const runs = new Command("runs")
    .description("list recorded runs, or show, explain, compare and export them")
    .option("--all", "list all runs, not only the newest 20")
    .option("--project <project>", "list the runs of a project")
    .option("--name <name>", "list the runs with a name")
    .addOption(
      new Option("--tag <key=value>", "list the runs with a tag; may be repeated")
        .argParser(addTag)
        .default({}, "none"),
    )
    .option("--since <time>", "list the runs since a date such as 2026-11-30, or a time ago such as 7d or 12h")
    .option("--json", "print JSON")
    .option("--with-command", "add the command to the JSON, which is left out by default")
    .action(async ({ since, ...options }: RunsFlags) => {
      const { parseSince, printRuns } = await import("./runs-list.ts");
      await printRuns({ ...options, ...(since === undefined ? {} : { since: parseSince(since, new Date()) }) });
    });
  runs
    .command("show")
    .description("show a run: figures, power over time, data quality; also of a run in progress")
    .argument("<id>", `${idHelp}; or a job: slurm-4711, slurm-4711.0`)
    .option("--verbose", "print every meter, source, assumption and gap")
    .option("--json", "print JSON")
    .option("--with-command", "add the command and its folder to the JSON, which are left out by default")
    .option(...pricesOption)
    .action(async (id: string, options: ShowFlags) => {
      const { showRun } = await import("./runs-show.ts");
      await showRun(id, {
        form: options.json === true ? "json" : options.verbose === true ? "full" : "short",
        withCommand: options.withCommand === true,
        ...defined({ prices: options.prices }),
      });
    });
  runs
    .command("explain")
    .description("explain how a figure of a run was computed, down to its sources")
    .argument("<id>", idHelp)
    .argument(
      "[output]",
      "carbon, energy, water, embodied, cost, facility, rest of node, a component such as cpu, or any equation of the method",
      "carbon",
    )
    .addOption(new Option("--markdown", "print Markdown").conflicts("json"))
    .option("--json", "print the tree as JSON")
    .option("--verbose", "print formulas, names of equations and whole sources")
    .action(async (id: string, output: string, options: { markdown?: true; json?: true; verbose?: true }) => {
      const { explainRun } = await import("./runs-show.ts");
      const form = options.json === true ? "json" : options.markdown === true ? "markdown" : undefined;
      await explainRun(id, output, form ?? (options.verbose === true ? "full" : "short"));
    });
  runs
    .command("diff")
    .description("compare two runs: what changed, and why")
    .argument("<a>", idHelp)
    .argument("<b>", idHelp)
    .option("--json", "print JSON")
    .action(async (a: string, b: string, options: { json?: true }) => {
      const { printDifference } = await import("./runs-diff.ts");
      await printDifference(a, b, options.json === true ? "json" : "text");
    });
  runs
    .command("recover")
    .description("close interrupted runs, with their figures until the last sample")
    .argument("[ids...]", `${idHelp}; without one, all runs`)
    .action(async (ids: string[]) => {
      const { recoverRuns } = await import("./runs-recover.ts");
      const { storeFolder } = await import("./runs-open.ts");
      await recoverRuns(storeFolder(), ids);
    });
  runs
    .command("export")
    .description("write runs as JSON or CSV: those named, or all that have ended, nothing counted twice")
    .argument("[ids...]", idHelp)
    .addOption(new Option("--json", "an array of the documents of `run --json` (default)").conflicts(["jsonl", "csv"]))
    .addOption(new Option("--jsonl", "the same, one object a line").conflicts("csv"))
    .option("--csv", "CodeCarbon's columns (see docs/codecarbon-csv.md)")
    .option("--all", "every record, also ranks of a job and runs within others, whose figures must not be added up")
    .option("--out <file>", "write to a file, not to standard output")
    .option("--with-command", "add the command and its folder, which are left out by default")
    .option(...pricesOption)
    .action(async (ids: string[], options: ExportFlags) => {
      const { exportRuns } = await import("./runs-export.ts");
      const { storeFolder } = await import("./runs-open.ts");
      await exportRuns(storeFolder(), ids, {
        form: options.csv === true ? "csv" : options.jsonl === true ? "jsonl" : "json",
        ...defined({ out: options.out, prices: options.prices }),
        withCommand: options.withCommand === true,
        all: options.all === true,
      });
    });
  runs
    .command("compare")
    .description("what other tools would report for a run, and why they differ")
    .argument("<id>", idHelp)
    .option("--json", "print the comparison as JSON")
    .action(async (id: string, options: { json?: true }) => {
      const { printComparison } = await import("./runs-compare.ts");
      await printComparison(id, options.json === true ? "json" : "text");
    });
  return runs;
}
