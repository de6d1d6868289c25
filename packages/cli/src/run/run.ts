import { Command, Option } from "commander";
import type { Budget } from "@wattledger/meter/measure";
import { workingFolder } from "../working-folder.ts";
import { addTag, parseBudget, parseCount, parseInterval, parsePattern, parsePue, parseText } from "./run-options.ts";

/** Options of `wattledger run`, from flags, environment and configuration files. */
export interface RunOptions {
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

/** As in core's `workloadStages`, which comes with zod and must not be waited for; a test holds the two together. */
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
      "run a command and measure its energy, carbon and water\n\n" +
        "The command behaves as if it ran alone: its input, output, signals and exit code are its own.\n" +
        "The summary goes to standard error, nothing of ours to standard output.\n\n" +
        "Every option can stand in wattledger.yaml, up the folders from here, and in WATTLEDGER_<OPTION>:\n" +
        "`wattledger config` prints what is in force.",
    )
    .usage("[options] -- command [args...]")
    .argument("<command...>", "command to run, with its arguments")
    .passThroughOptions()
    .action(async (command: string[], _: RunOptions, self: Command) => {
      const { takeSettings } = await import("../config/settings.ts");
      await takeSettings(self, { folder: workingFolder(), environment: process.env });
      const { runWrapped } = await import("./run-wrapped.ts");
      await runWrapped(command, self.opts<RunOptions>());
    });
}

/** The options of `run`, which are also the keys of configuration files. */
export function withRunOptions(command: Command): Command {
  const groups: readonly (readonly [string, readonly Option[]])[] = [
    [
      "Who bears it, and what it is part of:",
      [
        new Option("--name <name>", "what to call the run"),
        new Option("--project <project>", "project that bears the footprint"),
        new Option("--tag <key=value>", "any other owner dimension, such as team=vision; may be repeated")
          .argParser(addTag)
          .default({}, "none"),
        new Option("--stage <stage>", "stage of work on a model").choices(stages),
        new Option("--experiment <name>", "experiment that the run belongs to"),
        new Option("--parent <run>", "id of the run that this one continues or belongs to"),
        new Option("--model <name>", "model that is worked on"),
        new Option("--model-version <version>", "version of the model"),
      ],
    ],
    [
      "How it is measured:",
      [
        new Option(
          "--zone <zone>",
          "place of the electricity: FR, DEU, US-CAMX, aws:eu-west-1 (default: the environment's cloud region, else a guess from the time zone)",
        ),
        new Option("--pue <number>", "power usage effectiveness of the facility, 1 outside a data centre").argParser(
          parsePue,
        ),
        new Option("--prices <file>", "what electricity costs, as docs/prices.md says; no prices come with Wattledger"),
        new Option("--scope <scope>", "what the run bears: its share of the machine, or all of it")
          .choices(["process", "machine"])
          .default("process"),
        new Option("--interval <seconds>", "time between samples, 0.1 to 3600").argParser(parseInterval).default(1),
      ],
    ],
    [
      "While it runs:",
      [
        new Option("--budget <amount>", "what it may come to: 500gCO2e, 2kWh, 3EUR").argParser(parseBudget),
        new Option("--on-budget <action>", "at the budget: say so, or also ask the command to end (SIGTERM, once)")
          .choices(["warn", "stop"])
          .default("warn"),
        new Option("--epochs <number>", "epochs that are planned, to predict the whole").argParser(parseCount),
        new Option(
          "--epoch-pattern <regex>",
          "what a line of output says at the end of an epoch; the command then writes to a pipe",
        ).argParser(parsePattern),
        new Option("--socket", "give the command WATTLEDGER_SOCKET, which takes phases, epochs and metrics"),
        new Option("--live", "show a line of figures on standard error, where that is a terminal"),
      ],
    ],
    [
      "What comes out:",
      [
        new Option("--json <file>", "write the result to a file, as docs/run-json.md says"),
        new Option("--csv <file>", "append the result to a file with CodeCarbon's columns"),
        new Option("--verbose", "print each component, assumption and source at the end, as `runs show` does"),
        new Option("--quiet", "print no summary; problems are still reported"),
      ],
    ],
    [
      "Where the kernel's files are:",
      [
        new Option("--sysfs-root <folder>", "read this folder in place of /sys"),
        new Option("--procfs-root <folder>", "read this folder in place of /proc"),
      ],
    ],
  ];
  for (const [heading, options] of groups) {
    for (const option of options) {
      // What no parser of its own judges is text.
      if (option.required && option.parseArg === undefined) option.argParser(parseText);
      command.addOption(option.helpGroup(heading));
    }
  }
  return command;
}
