import { Command } from "commander";
import { pageWidth } from "../paragraph.ts";
import { withRunOptions } from "../run/run.ts";
import { writeOut } from "../terminal.ts";
import { workingFolder } from "../working-folder.ts";

/** `wattledger config`. */
export function configCommand(): Command {
  return new Command("config")
    .description("print the settings that `wattledger run` uses here, and where each is set")
    .option("--json", "print them as JSON")
    .action(async ({ json }: { json?: true }, self: Command) => {
      const { takeSettings } = await import("../settings/settings.ts");
      const { configText } = await import("./config-text.ts");
      const options = withRunOptions(self.createCommand("run").copyInheritedSettings(self));
      const settings = await takeSettings(options, { folder: workingFolder(), environment: process.env });
      writeOut(configText(settings, json === true ? "json" : "text", pageWidth(process.stdout.columns)));
    });
}
