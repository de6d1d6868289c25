import { Command, InvalidArgumentError, Option } from "commander";

/** Options of `wattledger estimate`, as commander reads them. */
export interface EstimateOptions {
  readonly input: readonly string[];
  readonly file?: string;
  readonly json?: true;
  readonly markdown?: true;
  readonly verbose?: true;
  readonly explain?: string | true;
  readonly sensitivity?: string | true;
  readonly monteCarlo?: number;
  readonly seed: number;
  readonly batch?: string;
  /** Outputs or equations, all outputs where absent. */
  readonly outputs?: readonly string[];
  readonly intervals?: true;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept: readonly string[];
}

/** More draws than this do not fit into memory, and say nothing more. */
const mostDraws = 10_000_000;

/** `wattledger estimate METHOD`: a footprint from activity data, without measuring. */
export function estimateCommand(): Command {
  return new Command("estimate")
    .description("estimate a footprint from what you know; built-in factors fill the rest")
    .argument("[method]", "method, such as green-algorithms; without one, Wattledger's own method")
    .argument("[inputs...]", "inputs as name=value, the same as with --input")
    .addOption(
      new Option("-i, --input <name=value>", "give an input; may be repeated").argParser(collect).default([], "none"),
    )
    .option("-f, --file <file>", "read the inputs from a JSON file, or from standard input (-)")
    .addOption(
      new Option("--batch <file>", "estimate each line of a file of JSON objects, or of standard input (-)").conflicts([
        "json",
        "markdown",
        "explain",
        "sensitivity",
        "monteCarlo",
      ]),
    )
    .option("--outputs <names>", "compute only these outputs or equations, separated by commas", names)
    .addOption(
      new Option("--accept <name>", "accept an unusual value of this input; may be repeated")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--intervals", "with --batch: add the intervals")
    .option("--explain [output]", "show each step behind an output or equation, with its sources")
    .option("--sensitivity [output]", "show which inputs cause the uncertainty of an output")
    .option("--monte-carlo <draws>", "simulate the intervals (IPCC Approach 2) with this many draws", drawCount)
    .option("--seed <number>", "seed of the random draws; the same seed gives the same figures", seedNumber, 1)
    .addOption(
      new Option(
        "--verbose",
        "print every output and input with its source, the notes and what is not counted",
      ).conflicts(["json", "markdown"]),
    )
    .addOption(new Option("--markdown", "print Markdown").conflicts("json"))
    .option("--json", "print JSON (see docs/estimate-json.md)")
    .addHelpText("after", valueHelp)
    .action(async (method: string | undefined, inputs: readonly string[], options: EstimateOptions, self: Command) => {
      if (options.intervals === true && options.batch === undefined)
        self.error("error: option '--intervals' needs --batch. Without --batch, the intervals are always printed.", {
          exitCode: 2,
        });
      if (options.file === "-" && options.batch === "-")
        self.error("error: --file and --batch cannot both read standard input.", { exitCode: 2 });
      const { runEstimate } = await import("./estimate-action.ts");
      // Without a method, the first argument is an input.
      const [id, given] = method?.includes("=") === true ? [undefined, [method, ...inputs]] : [method, inputs];
      await runEstimate(id, { ...options, input: [...options.input, ...given] });
    });
}

const valueHelp = `
Values:
  runtime=12  runtime=12h  "memory=64 GB"  a number, with or without its unit
  cpuUsage=80%                             a percentage, for a share
  power=50±5  power=50±10%  power=50+-5    half the width of its 90 % interval
  power=40..60  power=50[40..70]           the ends of its 90 % interval
  zone=FR  "cpu=AMD EPYC 7763"             a row of factors (wattledger factors)
  taskPeriodUnit=day                       one of the words of a choice
  "components.cpu.energy=1200 J"           a field of a row: list.label.field
  components=[]                            a list without rows
  "energy=1.2 kWh"                         an equation, taken as given

A batch:
  wattledger estimate ecologits zone=FR --batch requests.jsonl > answers.jsonl
  Each line is an object of inputs, {"model": "gpt-4o", "outputTokens": 400},
  and gets one line as its answer. Inputs given with --batch hold for every
  line that does not state them. docs/estimate-json.md describes the answers.
`;

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function names(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

function drawCount(text: string): number {
  const draws = wholeNumber(text);
  if (draws < 2 || draws > mostDraws) throw new InvalidArgumentError(`It must lie between 2 and ${mostDraws}.`);
  return draws;
}

function seedNumber(text: string): number {
  return wholeNumber(text);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}
