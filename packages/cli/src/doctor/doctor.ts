import { Command, Option } from "commander";
import { withRunOptions } from "../run/run.ts";
import { workingFolder } from "../working-folder.ts";

/** Options of `wattledger doctor`, as commander reads them. */
export interface DoctorOptions {
  readonly json?: true;
  readonly verbose?: true;
}

/** `wattledger doctor`: what can be measured on this machine, what cannot, why, and what helps. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say what can be measured on this machine and what would improve it")
    .option("--verbose", "list every sensor and model, with the reasons")
    .addOption(new Option("--json", "print JSON").conflicts("verbose"))
    .action(async (options: DoctorOptions, self: Command) => {
      const { runDoctor } = await import("./doctor-action.ts");
      const { takeSettings } = await import("../settings/settings.ts");
      const run = withRunOptions(self.createCommand("run").copyInheritedSettings(self));
      await runDoctor(options, await takeSettings(run, { folder: workingFolder(), environment: process.env }));
    });
}
