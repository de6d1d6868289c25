import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "./figure-table.ts";
import type { FigureRow, FigureTable, Meaning } from "./figure-table.ts";

// Instances of clouds, and the server beneath each: taken to be what the largest instance of its family fills.

const instance: FactorFamily["key"] = {
  name: "instance",
  help: "Instance type, with or without its cloud",
  examples: ["aws:m5.2xlarge", "c5.large", "p4d.24xlarge"],
};

const sizeMeaning: Meaning = {
  boundary: "component",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

const largest =
  "The largest instance of a family stands for its server: where the provider offers none that fills it, as for t2 and t3, the share comes out too high.";

/** Memory of an instance. */
export const cloudInstanceMemory: FactorFamily = instanceFamily({
  id: "cloud-instance.memory",
  title: "Memory of a cloud instance",
  unit: "GB",
  column: "memoryGigabytes",
});

/** Memory of the server beneath an instance. */
export const cloudInstancePlatformMemory: FactorFamily = instanceFamily({
  id: "cloud-instance.platform-memory",
  title: "Memory of the server beneath a cloud instance",
  unit: "GB",
  column: "platformMemoryGigabytes",
  critique: [largest],
});

/** Virtual processors of the server beneath an instance. */
export const cloudInstancePlatformVcpus: FactorFamily = instanceFamily({
  id: "cloud-instance.platform-vcpus",
  title: "Virtual processors of the server beneath a cloud instance",
  unit: "1",
  column: "platformVcpus",
  critique: [largest],
});

/** Carbon of making the server beneath an instance. */
export const cloudInstanceServerEmbodied: FactorFamily = instanceFamily({
  id: "cloud-instance.server-embodied",
  title: "Embodied carbon of the server beneath a cloud instance",
  unit: "kgCO2e",
  column: "serverEmbodiedKilograms",
  boundary: "cradle-to-gate",
  // A base of one tonne and additions: single servers of makers spread by as much.
  spread: 2,
  basis:
    "expert default, a factor of 2 each way: a base of one tonne for every server, and flat additions for its parts",
  critique: ["Each accelerator counts a flat 150 kg, whatever it is."],
});

/** Virtual processors of an instance. */
export const cloudInstanceVcpus: FactorFamily = instanceFamily({
  id: "cloud-instance.vcpus",
  title: "Virtual processors of a cloud instance",
  unit: "1",
  column: "vcpus",
});

interface InstanceFamily extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  readonly column: string;
  readonly boundary?: Meaning["boundary"];
  /** Factor each way of the interval; without it a figure is what the provider sells. */
  readonly spread?: number;
  readonly basis?: string;
}

function instanceFamily(definition: InstanceFamily): FactorFamily {
  const {
    column,
    boundary = "component",
    spread = 1,
    basis = "what the provider states, not measured",
    ...family
  } = definition;
  const tables = async (): Promise<readonly FigureTable[]> => {
    const { cloudCarbonFootprint: file } = await import("./tables/cloud-instance.ts");
    const at = file.columns.split("|").indexOf(column);
    const rows = file.rows.map((row): FigureRow => {
      const cells = row.split("|");
      const name = cells[0] ?? "";
      const value = Number(cells[at]);
      return {
        key: `aws:${name}`,
        aliases: [name],
        title: `AWS ${name}, ${family.title.toLowerCase()}`,
        year: 2023,
        value,
        low: value / spread,
        high: value * spread,
        level: 0.9,
        basis,
      };
    });
    return [
      {
        name: "cloud-carbon-footprint-0.15.0",
        meaning: { ...sizeMeaning, boundary },
        file: { source: file.source, rows },
      },
    ];
  };
  return figureFamily({ ...family, key: instance, tables });
}
