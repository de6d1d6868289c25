import { Command } from "commander";

/** `wattledger runs`, `runs show ID`, `runs explain ID [output]`. */
export function runsCommand(): Command {
  const idHelp = "id of a run, its beginning, the four letters at its end, or `last`";
  const runs = new Command("runs")
    .description("list recorded runs, show one, or explain its figures")
    .option("--all", "list all runs, not only the newest 20")
    .action(async (options: { all?: true }) => {
      const { printRuns } = await import("./runs-show.ts");
      await printRuns(options.all === true ? Infinity : 20);
    });
  runs
    .command("show")
    .description("show the summary of a run, also of one that was cut short")
    .argument("<id>", idHelp)
    .action(async (id: string) => {
      const { showRun } = await import("./runs-show.ts");
      await showRun(id);
    });
  runs
    .command("explain")
    .description("explain a figure of a run down to its sources")
    .argument("<id>", idHelp)
    .argument("[output]", "gwp, energy, water, gwp-embodied, or any equation of the method", "gwp")
    .option("--markdown", "print Markdown")
    .option("--json", "print the tree as JSON")
    .action(async (id: string, output: string, options: { markdown?: true; json?: true }) => {
      const { explainRun } = await import("./runs-show.ts");
      await explainRun(id, output, options.json === true ? "json" : options.markdown === true ? "markdown" : "text");
    });
  return runs;
}
