import { Command, Option } from "commander";

/** Options of `wattledger compare`, as commander reads them. */
export interface CompareOptions {
  readonly input: readonly string[];
  readonly activity?: string;
  readonly json?: true;
  readonly why?: true;
  readonly stated?: true;
  readonly verbose?: true;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept: readonly string[];
}

/** `wattledger compare KIND`: one activity through every method that accepts it. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("compute one activity by every method that accepts it, and say why they differ")
    .argument("[kind]", "kind of activity: compute-run, llm-request, media-request, training-plan")
    .argument("[data...]", "data of the activity as name=value, the same as with --input")
    .addOption(
      new Option("-i, --input <name=value>", "give a datum; may be repeated").argParser(collect).default([], "none"),
    )
    .option("-a, --activity <file>", "read the activity from a JSON file, or from standard input (-)")
    .addOption(
      new Option("--accept <name>", "accept an unusual value of this input; may be repeated")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--why", "say why each method differs, what it leaves out, and what other methods would need")
    .option("--stated", "show the figures as each method states them")
    .option("--verbose", "--why and --stated together")
    .option("--json", "print JSON (see docs/compare-json.md)")
    .addHelpText("after", examples)
    .action(async (kind: string | undefined, data: readonly string[], options: CompareOptions) => {
      const { runCompare } = await import("./compare-action.ts");
      // Without a kind, the first argument is a datum.
      const [first, rest] = kind?.includes("=") === true ? [undefined, [kind, ...data]] : [kind, data];
      await runCompare(first, { ...options, input: [...options.input, ...rest] });
    });
}

const examples = `
Examples:
  wattledger compare llm-request model=gpt-4o outputTokens=400 zone=FR
  wattledger compare compute-run duration=12h accelerators=4xA100 processorCores=32 memory=256GB zone=DE
  wattledger compare training-plan activeParameters=7 tokens=1e12 duration=12d accelerators=512xA100 zone=US
  wattledger compare --activity activity.json
`;

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
