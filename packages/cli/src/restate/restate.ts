import { Command } from "commander";
import { parsePue } from "../run/run-options.ts";

/** Options of `wattledger restate`, as commander reads them. */
export interface RestateOptions {
  readonly factors?: string;
  readonly zone?: string;
  readonly pue?: number;
  readonly record?: true;
  readonly json?: true;
}

/** `wattledger restate WHAT`: a recorded run or a stored estimate with the factors and the method of today, or with others. */
export function restateCommand(): Command {
  return new Command("restate")
    .description(
      "compute a recorded run or a stored estimate anew with other factors or another version, and say what changed",
    )
    .argument("<what>", "a run (id, part of one, or `last`), or a file that `wattledger estimate --json` wrote")
    .option("--factors <file>", "figures in the place of ours, as docs/restate.md describes")
    .option("--zone <zone>", "another place of the electricity")
    .option("--pue <number>", "another power usage effectiveness", parsePue)
    .option("--record", "keep it: add the restated footprint to the run's record, where the earlier one stays")
    .option("--json", "print JSON, as docs/restate.md describes")
    .action(async (what: string, options: RestateOptions) => {
      const { runRestate } = await import("./restate-action.ts");
      await runRestate(what, options);
    });
}
