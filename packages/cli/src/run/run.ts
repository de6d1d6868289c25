import type { Budget } from "@wattledger/meter/measure";
import { Command, Option } from "commander";
import { Setting } from "../settings/setting.ts";
import { workingFolder } from "../working-folder.ts";
import { addTag, parseBudget, parseCount, parseInterval, parsePattern, parsePue, parseText } from "./run-options.ts";

/** Options of `wattledger run`, from flags, environment and configuration files. */
export interface RunOptions {
  readonly to?: string;
  readonly name?: string;
  readonly project?: string;
  readonly tag: Readonly<Record<string, string>>;
  readonly stage?: (typeof stages)[number];
  readonly experiment?: string;
  readonly parent?: string;
  readonly model?: string;
  readonly modelVersion?: string;
  readonly zone?: string;
  readonly pue?: number;
  readonly prices?: string;
  readonly scope: "process" | "machine";
  readonly interval: number;
  readonly budget?: Budget;
  readonly onBudget: "warn" | "stop";
  readonly epochs?: number;
  readonly epochPattern?: RegExp;
  readonly socket?: boolean;
  readonly json?: string;
  readonly csv?: string;
  readonly live?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly sysfsRoot?: string;
  readonly procfsRoot?: string;
}

/** Equal to `workloadStages` of core, which would load zod before the command starts; a test compares the two. */
export const stages = [
  "data-preparation",
  "training",
  "fine-tuning",
  "hyper-parameter-search",
  "evaluation",
  "inference",
] as const;

/** `wattledger run [options] -- command args`. */
export function runCommand(): Command {
  return withRunOptions(new Command("run"))
    .description(
      "Run a command and measure its energy, carbon and water.\n\n" +
        "The command keeps its own input, output, signals and exit code.\n" +
        "Wattledger prints its summary to standard error and nothing to standard output.\n\n" +
        "Every option can also be set in the file wattledger.yaml, in this folder or one above it,\n" +
        "and in the environment, as WATTLEDGER_ZONE. `wattledger config` prints the settings in use.",
    )
    .summary("run a command and measure its energy, carbon and water")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  wattledger run --zone FR -- python train.py\n" +
        "  wattledger run --name resnet50 --budget 500gCO2e --on-budget stop -- make train\n" +
        "  wattledger run --scope machine --json result.json -- ./job.sh\n",
    )
    .usage("[options] -- command [args...]")
    .argument("<command...>", "command to run, with its arguments")
    .passThroughOptions()
    .action(async (command: string[], _: RunOptions, self: Command) => {
      const { takeSettings } = await import("../settings/settings.ts");
      await takeSettings(self, { folder: workingFolder(), environment: process.env });
      const { runWrapped } = await import("./run-wrapped.ts");
      await runWrapped(command, self.opts<RunOptions>());
    });
}

/** The options of `run`, which are also the keys of configuration files. */
export function withRunOptions(command: Command): Command {
  const groups: readonly (readonly [string, readonly Option[]])[] = [
    [
      "Ownership and lineage:",
      [
        new Option("--name <name>", "name of the run"),
        new Option("--project <project>", "project that the footprint belongs to"),
        new Setting("--tag <key=value>", "further label, such as team=vision; may be repeated", { merge: "add" })
          .argParser(addTag)
          .default({}, "none"),
        new Option("--stage <stage>", "stage of the work on a model").choices(stages),
        new Option("--experiment <name>", "experiment that the run is part of"),
        new Option("--parent <run>", "id of the run that this run continues or is part of"),
        new Option("--model <name>", "model that the run trains or uses"),
        new Option("--model-version <version>", "version of the model"),
      ],
    ],
    [
      "How it is measured:",
      [
        new Option(
          "--zone <zone>",
          "place of the electricity, such as FR, DEU, US-CAMX or aws:eu-west-1 (default: the cloud region of the environment, else a guess from the time zone)",
        ),
        new Option("--pue <number>", "power usage effectiveness of the data centre; 1 outside of one").argParser(
          parsePue,
        ),
        new Option("--prices <file>", "file of electricity prices (see docs/prices.md)"),
        new Option("--scope <scope>", "what is attributed to the run: its share of the machine, or all of it")
          .choices(["process", "machine"])
          .default("process"),
        new Option("--interval <seconds>", "time between samples, 0.1 to 3600").argParser(parseInterval).default(1),
      ],
    ],
    [
      "While it runs:",
      [
        new Option("--budget <amount>", "limit of the run, such as 500gCO2e, 2kWh or 3EUR").argParser(parseBudget),
        new Option("--on-budget <action>", "at the limit: warn, or stop the command (SIGTERM, once)")
          .choices(["warn", "stop"])
          .default("warn"),
        new Option("--epochs <number>", "number of planned epochs, to predict the whole run").argParser(parseCount),
        new Option(
          "--epoch-pattern <regex>",
          "pattern of an output line that ends an epoch; the command then writes to a pipe",
        ).argParser(parsePattern),
        new Option("--socket", "give the command a socket for phases, epochs and metrics (see docs/socket.md)"),
        new Option("--live", "show a line of current figures, if standard error is a terminal"),
      ],
    ],
    [
      "Output:",
      [
        new Option("--json <file>", "write the result to a file (see docs/run-json.md)"),
        new Option(
          "--csv <file>",
          "append the result to a file with CodeCarbon's columns (see docs/codecarbon-csv.md)",
        ),
        new Option("--to <url>", "send the run to a server, while it runs and when it has ended (see docs/server.md)"),
        new Option("--verbose", "print every component, assumption and source, as `runs show` does"),
        new Option("--quiet", "print no summary; problems are still reported"),
      ],
    ],
    [
      "Files of the kernel:",
      [
        new Option("--sysfs-root <folder>", "read this folder instead of /sys"),
        new Option("--procfs-root <folder>", "read this folder instead of /proc"),
      ],
    ],
  ];
  for (const [heading, options] of groups) {
    for (const option of options) {
      // An option without a parser of its own takes text.
      if (option.required && option.parseArg === undefined) option.argParser(parseText);
      command.addOption(option.helpGroup(heading));
    }
  }
  return command;
}
