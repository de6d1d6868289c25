import { Command, Option } from "commander";
import { parseInterval, parsePue } from "../run/run-options.ts";

/** `wattledger top`: what the machine and the runs on it use, as it happens. */
export function topCommand(): Command {
  return new Command("top")
    .description("show the power of the machine and of the runs in progress, live; q quits")
    .option("--once", "print once and exit (the default if the output is not a terminal)")
    .option("--json", "print one page as JSON and end")
    .option("--interval <seconds>", "time between looks, 0.1 to 3600", parseInterval, 1)
    .option("--zone <zone>", "place of the electricity, as for `run`")
    .option("--pue <number>", "power usage effectiveness of the facility, as for `run`", parsePue)
    .addOption(new Option("--sysfs-root <folder>", "read this folder in place of /sys").hideHelp())
    .addOption(new Option("--procfs-root <folder>", "read this folder in place of /proc").hideHelp())
    .action(async (options: TopOptions) => {
      const { runTop } = await import("./top-action.ts");
      await runTop(options);
    });
}

/** Options of `wattledger top`, as parsed. */
export interface TopOptions {
  readonly once?: true;
  readonly json?: true;
  readonly interval: number;
  readonly zone?: string;
  readonly pue?: number;
  readonly sysfsRoot?: string;
  readonly procfsRoot?: string;
}
