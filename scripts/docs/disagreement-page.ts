import type { Activity } from "@wattledger/core";
import { compareActivity } from "@wattledger/estimate";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { activityComparisonText } from "../../packages/cli/src/compare/compare-text.ts";

interface Example {
  readonly title: string;
  readonly before: string;
  readonly command: string;
  readonly activity: Activity;
  readonly after: string;
}

const width = 110;

const examples: readonly Example[] = [
  {
    title: "A fine-tuning",
    before:
      "Four A100 in a computing centre in Germany work for half a day. Meters read 13.5 kWh at the accelerators, 1.5 kWh at the\nprocessors and 0.3 kWh at the memory. (An invented example of a usual size.)",
    command:
      'wattledger compare --verbose compute-run duration=12h accelerators=4xA100 processorCores=32 \\\n      "cpuModel=AMD EPYC 7763" meanLoad=30% memory=256GB \\\n      energy.gpu=13.5kWh energy.cpu=1.5kWh energy.dram=0.3kWh zone=DE',
    activity: {
      kind: "compute-run",
      durationSeconds: 43_200,
      accelerators: [{ model: "A100", count: 4 }],
      processorCores: 32,
      cpuModel: "AMD EPYC 7763",
      meanLoad: 0.3,
      memoryBytes: 256e9,
      energyJoules: { gpu: 13.5 * 3.6e6, cpu: 1.5 * 3.6e6, dram: 0.3 * 3.6e6 },
      zone: "DE",
    },
    after:
      "Trackers that read the same meters say the same, once the facility is counted alike: what is left is the memory that\none omits, and the rest of the node (supply losses, fans, board) that only `measured` counts. What calculators say rests on the thermal\ndesign power: it replaces a measurement, and is too high if the accelerators ran below their limit. Before\nequal terms the same tools are as far apart as their PUE: 1 for those that ask for it and are not told, 1.58 or 1.67 where an average of the\nindustry of some year is built in.",
  },
  {
    title: "A chat service",
    before:
      "A million answers of 400 tokens to prompts of 800 tokens, by an open model of 70 billion parameters on four H100 that answer 64 requests\ntogether, in the United States.",
    command:
      "wattledger compare --verbose llm-request model=meta-llama/Meta-Llama-3.1-70B-Instruct requests=1e6 inputTokens=800 \\\n      outputTokens=400 accelerator=H100 acceleratorCount=4 concurrency=64 zone=US",
    activity: {
      kind: "llm-request",
      model: "meta-llama/Meta-Llama-3.1-70B-Instruct",
      requests: 1_000_000,
      inputTokens: 800,
      outputTokens: 400,
      accelerator: "H100",
      acceleratorCount: 4,
      concurrency: 64,
      zone: "US",
    },
    after:
      "The two releases of EcoLogits differ most. The earlier one takes requests one by one, the later one sixty-four together, as this service\ndoes: that alone is more than a factor of ten, so that a figure per request without its batch says little. ML.ENERGY measured the\naccelerators of such a server, and EcoLogits' later regression was fitted to measurements of that kind: once host and cooling are counted\nfor both, they meet.",
  },
  {
    title: "A big training",
    before:
      "A model of 70 billion parameters goes through 15 trillion tokens on 16 384 H100, as is planned, in the United States: 28 % of the\npeak rate, 745 W for each accelerator with its share of the host.",
    command:
      "wattledger compare --verbose training-plan activeParameters=70 tokens=15e12 duration=16.2d accelerators=16384xH100 \\\n      processorCores=212992 memory=4096TB modelFlopUtilisation=0.28 meanPower=745W pue=1.1 zone=US",
    activity: {
      kind: "training-plan",
      activeParametersBillions: 70,
      tokens: 15e12,
      durationSeconds: 16.2 * 86_400,
      accelerators: [{ model: "H100", count: 16_384 }],
      processorCores: 212_992,
      memoryBytes: 4096e12,
      modelFlopUtilisation: 0.28,
      meanPowerWatts: 745,
      pue: 1.1,
      zone: "US",
    },
    after:
      "Most of them multiply accelerators, time and a power; LLMCarbon calculates the time from operations. They differ in the power (design power, or what\nwas measured with the host), and in what they add: memory by its size counts for more than people expect on machines with a quarter of a\nterabyte to each accelerator. None of them counts the runs that failed, nor the search before the final run, which were 1.5 to 4 times the final run where anybody told.",
  },
];

/** `docs/why-tools-disagree.md`: three activities through every method, with what `wattledger compare` prints. */
export async function disagreementPage(): Promise<string> {
  const sections: string[] = [];
  for (const { title, before, command, activity, after } of examples) {
    const text = activityComparisonText(await compareActivity(activity, methods, families), width, {
      stated: true,
      why: true,
    });
    sections.push(`## ${title}\n\n${before}\n\n    ${command}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n\n${after}\n`);
  }
  return `# Why do tools disagree?

Ask ten tools for the footprint of one piece of work and they give ten answers, a factor of ten apart. Four things explain it:

1. **What they count.** The accelerators alone, the machine, the machine with cooling, or also the machines that stand idle.
2. **The facility.** Which PUE they take where nobody gives one.
3. **The electricity.** Which carbon intensity, of which year, with or without the making of fuels.
4. **Their own model.** What replaces a measurement: design power, a batch size, a mean.

\`wattledger compare\` sends one activity through every method that accepts it. It prints what each says, then puts all on equal terms: one
boundary, one PUE, one carbon intensity. Energies that count less are brought up by the factors of
[boundary-conversion](methods/boundary-conversion.md), with their intervals. What then remains is the methods' own. For each difference it names
the causes, whose factors multiply to the whole.

This page is written by \`npm run docs\`; the figures are those that the command prints.

${sections.join("\n")}`;
}
