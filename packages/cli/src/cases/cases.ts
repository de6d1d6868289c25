import { Command } from "commander";

/** Options of `wattledger cases`, as commander reads them. */
export interface CasesOptions {
  readonly json?: true;
  readonly all?: true;
}

/** `wattledger cases FILE|FOLDER...`: runs reference cases by our methods and compares with the original tools. */
export function casesCommand(): Command {
  return new Command("cases")
    .description("run reference cases and compare with the original tools (in a clone of the repository)")
    .argument("<file|folder...>", "case files, or folders of them (*.json)")
    .option("--all", "show every compared value, and every skipped case by name")
    .option("--json", "print JSON")
    .action(async (paths: readonly string[], options: CasesOptions) => {
      const { runCasesOf } = await import("./cases-action.ts");
      process.exitCode = await runCasesOf(paths, options);
    });
}
