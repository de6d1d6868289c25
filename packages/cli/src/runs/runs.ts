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
  "what electricity costs, in place of the price on record (docs/prices.md)",
] as const;

/** `wattledger runs` and what it can do with them. */
export function runsCommand(): Command {
  const idHelp = "id of a run, its beginning, the four letters at its end, its name, or `last`";
  const runs = new Command("runs")
    .description("list recorded runs, show one, explain its figures, or compare them with what other tools would say")
    .option("--all", "list all runs, not only the newest 20")
    .option("--project <project>", "list the runs of a project")
    .option("--name <name>", "list the runs of a name")
    .addOption(
      new Option("--tag <key=value>", "list the runs with a tag; may be repeated")
        .argParser(addTag)
        .default({}, "none"),
    )
    .option("--since <time>", "list the runs since a date, 2026-11-30, or a time ago, 7d or 12h")
    .option("--json", "print JSON")
    .option("--with-command", "add the command to the JSON, which otherwise stays on this machine")
    .action(async ({ since, ...options }: RunsFlags) => {
      const { parseSince, printRuns } = await import("./runs-list.ts");
      await printRuns({ ...options, ...(since === undefined ? {} : { since: parseSince(since, new Date()) }) });
    });
  runs
    .command("show")
    .description("show a run: figures, power over time, data quality; also of one that goes on or was cut short")
    .argument("<id>", `${idHelp}; or a job: slurm-4711, slurm-4711.0`)
    .option("--json", "print JSON")
    .option("--with-command", "add the command and its folder to the JSON, which otherwise stay on this machine")
    .option(...pricesOption)
    .action(async (id: string, options: { json?: true; withCommand?: true; prices?: string }) => {
      const { showRun } = await import("./runs-show.ts");
      await showRun(id, {
        form: options.json === true ? "json" : "text",
        withCommand: options.withCommand === true,
        ...(options.prices === undefined ? {} : { prices: options.prices }),
      });
    });
  runs
    .command("explain")
    .description("explain a figure of a run down to its sources")
    .argument("<id>", idHelp)
    .argument(
      "[output]",
      "carbon, energy, water, embodied, cost, facility, rest of node, a component such as cpu, or any equation of the method",
      "carbon",
    )
    .addOption(new Option("--markdown", "print Markdown").conflicts("json"))
    .option("--json", "print the tree as JSON")
    .action(async (id: string, output: string, options: { markdown?: true; json?: true }) => {
      const { explainRun } = await import("./runs-show.ts");
      await explainRun(id, output, options.json === true ? "json" : options.markdown === true ? "markdown" : "text");
    });
  runs
    .command("diff")
    .description("what changed from one run to another, and why")
    .argument("<a>", idHelp)
    .argument("<b>", idHelp)
    .option("--json", "print JSON")
    .action(async (a: string, b: string, options: { json?: true }) => {
      const { printDifference } = await import("./runs-diff.ts");
      await printDifference(a, b, options.json === true ? "json" : "text");
    });
  runs
    .command("recover")
    .description("give runs that were cut short an end: what they came to until their last sample")
    .argument("[ids...]", `${idHelp}; without any, all of the store`)
    .action(async (ids: string[]) => {
      const { recoverRuns } = await import("./runs-recover.ts");
      const { storeFolder } = await import("./runs-open.ts");
      await recoverRuns(storeFolder(), ids);
    });
  runs
    .command("export")
    .description("write runs in a form that other programs read: those named, or all that have ended, each thing once")
    .argument("[ids...]", idHelp)
    .addOption(new Option("--json", "an array of what `run --json` writes (default)").conflicts(["jsonl", "csv"]))
    .addOption(new Option("--jsonl", "the same, one object a line").conflicts("csv"))
    .option("--csv", "CodeCarbon's columns, as docs/codecarbon-csv.md says")
    .option(
      "--all",
      "every record by itself, also ranks of a job and runs within others, whose figures must not be added",
    )
    .option("--out <file>", "write to a file, not to standard output")
    .option("--with-command", "add the command and its folder, which otherwise stay on this machine")
    .option(...pricesOption)
    .action(async (ids: string[], options: ExportFlags) => {
      const { exportRuns } = await import("./runs-export.ts");
      const { storeFolder } = await import("./runs-open.ts");
      await exportRuns(storeFolder(), ids, {
        form: options.csv === true ? "csv" : options.jsonl === true ? "jsonl" : "json",
        ...(options.out === undefined ? {} : { out: options.out }),
        ...(options.prices === undefined ? {} : { prices: options.prices }),
        withCommand: options.withCommand === true,
        all: options.all === true,
      });
    });
  runs
    .command("compare")
    .description("what other tools would have said of a run, and why they differ")
    .argument("<id>", idHelp)
    .option("--json", "print the comparison as JSON")
    .action(async (id: string, options: { json?: true }) => {
      const { printComparison } = await import("./runs-compare.ts");
      await printComparison(id, options.json === true ? "json" : "text");
    });
  return runs;
}
