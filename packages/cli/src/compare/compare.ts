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
    .description("compute one activity by every method that accepts it, on equal terms, and say why they differ")
    .argument("[kind]", "kind of activity: compute-run, llm-request, media-request, training-plan")
    .argument("[data...]", "data of the activity as name=value, the same as with --input")
    .addOption(
      new Option("-i, --input <name=value>", "give a datum; may be repeated").argParser(collect).default([], "none"),
    )
    .option("-a, --activity <file>", "read the activity from a JSON file, or from standard input where it is -")
    .addOption(
      new Option("--accept <name>", "take an unusual value of this input; may be repeated")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--why", "list why each method differs, what each leaves out, and what others would need")
    .option("--stated", "show the figures as each method states them, before equal terms")
    .option("--verbose", "both of these")
    .option("--json", "print JSON, as docs/compare-json.md describes")
    .addHelpText("after", examples)
    .action(async (kind: string | undefined, data: readonly string[], options: CompareOptions) => {
      const { runCompare } = await import("./compare-action.ts");
      // Without a kind the first datum stands in its place.
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
