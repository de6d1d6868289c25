import { Command } from "commander";
import { parsePue } from "../run/run-options.ts";

/** Options of `wattledger restate`, as commander reads them. */
export interface RestateOptions {
  readonly factors?: string;
  readonly zone?: string;
  readonly pue?: number;
  readonly record?: true;
  readonly json?: true;
  readonly verbose?: true;
}

/** `wattledger restate WHAT`: computes a recorded run or a stored estimate again, with the current factors and method, or with others. */
export function restateCommand(): Command {
  return new Command("restate")
    .description("compute a recorded run or a stored estimate again with other factors, and say what changed")
    .argument("<what>", "a run (id, part of one, or `last`), or a file that `wattledger estimate --json` wrote")
    .option("--factors <file>", "factors to use instead of the built-in ones (see docs/restate.md)")
    .option("--zone <zone>", "another place of the electricity, such as FR")
    .option("--pue <number>", "another power usage effectiveness", parsePue)
    .option("--record", "add the restated footprint to the record of the run; the earlier one is kept")
    .option("--verbose", "print every cause, and the values and sources of the inputs that changed")
    .option("--json", "print JSON (see docs/restate.md)")
    .action(async (what: string, options: RestateOptions) => {
      const { runRestate } = await import("./restate-action.ts");
      await runRestate(what, options);
    });
}
