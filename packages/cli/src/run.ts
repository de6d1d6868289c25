import { Command, InvalidArgumentError, Option } from "commander";

/** Options of `wattledger run`, as parsed. */
export interface RunOptions {
  readonly name?: string;
  readonly project?: string;
  readonly tag: Readonly<Record<string, string>>;
  readonly zone?: string;
  readonly pue?: number;
  readonly interval: number;
  readonly json?: string;
  readonly quiet?: true;
  readonly sysfsRoot?: string;
  readonly procfsRoot?: string;
}

/** `wattledger run [options] -- command args`. */
export function runCommand(): Command {
  return new Command("run")
    .description(
      "run a command and measure its energy, carbon and water\n\n" +
        "The command behaves as if it ran alone: its input, output, signals and exit code are its own.\n" +
        "The summary goes to standard error, nothing of ours to standard output.",
    )
    .usage("[options] -- command [args...]")
    .argument("<command...>", "command to run, with its arguments")
    .passThroughOptions()
    .option("--name <name>", "what to call the run")
    .option("--project <project>", "project that bears the footprint")
    .option("--tag <key=value>", "any other owner dimension, such as team=vision; may be repeated", addTag, {})
    .option(
      "--zone <zone>",
      "place of the electricity: FR, DEU, US-CAMX, aws:eu-west-1 (default: world average, announced)",
    )
    .option("--pue <number>", "power usage effectiveness of the facility, 1 outside a data centre", parsePue)
    .option("--interval <seconds>", "time between samples, 0.1 to 3600", parseInterval, 1)
    .option("--json <file>", "write the result to a file, as docs/run-json.md says")
    .option("--quiet", "print no summary; problems are still reported")
    .addOption(new Option("--sysfs-root <folder>", "read this folder in place of /sys").env("WATTLEDGER_SYSFS_ROOT"))
    .addOption(new Option("--procfs-root <folder>", "read this folder in place of /proc").env("WATTLEDGER_PROCFS_ROOT"))
    .action(async (command: string[], options: RunOptions) => {
      const { runWrapped } = await import("./run-wrapped.ts");
      await runWrapped(command, options);
    });
}

function addTag(text: string, tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const split = text.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("A tag is written key=value, such as team=vision.");
  return { ...tags, [text.slice(0, split)]: text.slice(split + 1) };
}

function parsePue(text: string): number {
  const pue = Number(text);
  if (text.trim() !== "" && pue >= 1 && pue <= 10) return pue;
  throw new InvalidArgumentError("PUE is total energy over energy of the machines: a number from 1 on, such as 1.2.");
}

function parseInterval(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0.1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("The interval is a number of seconds from 0.1 to 3600.");
}
