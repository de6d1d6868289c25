import { fail } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { figureFamily } from "../family/figure-table.ts";
import type { FigureFile, FigureRow, FigureTable, Meaning } from "../family/figure-table.ts";
import { foldName } from "../family/similar.ts";

// Whole servers, those for AI and others: what is in them, what they draw, what their making emits.

const server: FactorFamily["key"] = {
  name: "server",
  help: "Model or class of a server, or a board of accelerators",
  examples: ["dgx-h100", "NVIDIA DGX A100", "mi300x-8", "google-tpu-v4-board", "dell-poweredge-r740", "server"],
};

const notApplicable = { basis: "not-applicable", signal: "not-applicable", accounting: "not-applicable" } as const;

const part: Meaning = { ...notApplicable, boundary: "component" };

const power = [
  "The server alone, without cooling and losses of the building.",
  "The power of a server depends on its parts and its work more than on its model. Measure it if you can.",
];

/** Accelerators in a server; 0 without accelerators. */
export const serverAccelerators: FactorFamily = serverFamily({
  id: "server.accelerators",
  title: "Accelerators of a server",
  unit: "GPU",
  column: "accelerators",
});

/** Mean power of a server at its usual work. */
export const serverAveragePower: FactorFamily = serverFamily({
  id: "server.average-power",
  title: "Mean power of a server at work",
  unit: "W",
  critique: [
    ...power,
    "For AI servers: at intensive training. For other servers: the makers' assumption over a year, with idle hours.",
  ],
  column: "averagePower",
});

/** Carbon of making a whole server. Boundaries differ by source; each figure names its own. */
export const serverEmbodied: FactorFamily = serverFamily({
  id: "server.embodied",
  title: "Embodied carbon of a server",
  unit: "kgCO2e",
  critique: [
    "Boundaries differ by row: up to the factory gate, or up to the end of life without use. Compare only figures with the same boundary.",
    "A baseboard is not a whole server; its row says so.",
  ],
  column: "embodied",
});

/** Power of a server that waits. */
export const serverIdlePower: FactorFamily = serverFamily({
  id: "server.idle-power",
  title: "Power of a server when idle",
  unit: "W",
  critique: power,
  column: "idlePower",
});

/** The most that a server draws: rated by its maker, or the most that was measured. */
export const serverMaximumPower: FactorFamily = serverFamily({
  id: "server.maximum-power",
  title: "Maximum power of a server",
  unit: "W",
  critique: [...power, "The maker's rating is a limit for the power supply. The server draws less at work."],
  column: "maximumPower",
});

/** Memory of a server's processors, without that of its accelerators. */
export const serverMemory: FactorFamily = serverFamily({
  id: "server.memory",
  title: "Memory of a server",
  unit: "GB",
  column: "memory",
});

/** Processors in a server. */
export const serverProcessors: FactorFamily = serverFamily({
  id: "server.processors",
  title: "Processors of a server",
  unit: "1",
  column: "processors",
});

/** A figure of a server with its interval; a plain number is a count or a size that its maker states. */
type ServerFigure =
  | number
  | {
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly basis: string;
      readonly level?: number | undefined;
    };

type Column = "accelerators" | "averagePower" | "embodied" | "idlePower" | "maximumPower" | "memory" | "processors";

type ServerRow = Pick<FigureRow, "key" | "title" | "year" | "aliases" | "locator" | "caveat"> & {
  readonly [Name in Column]?: ServerFigure | undefined;
};

/** A data file of servers from one release of one source. */
interface ServerFile {
  readonly source: FigureFile["source"];
  readonly servers: readonly ServerRow[];
}

interface ServerFamily extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  readonly column: Column;
}

const gate: Meaning = { ...notApplicable, boundary: "cradle-to-gate" };

const withoutUse: Meaning = { ...notApplicable, boundary: "cradle-to-grave-without-use" };

type HeldFile = readonly [name: string, making: Meaning, file: ServerFile];

/** Measured before rated, and both before what is derived here: a server in two files is answered from the first. */
async function heldFiles(): Promise<readonly HeldFile[]> {
  const files = await import("../tables/server.ts");
  return [
    ["latif-2025", gate, files.latif2025],
    ["jouppi-2023", gate, files.jouppi2023],
    ["nvidia-data-sheets", gate, files.nvidiaDataSheets],
    ["nvidia-pcf-2025", gate, files.nvidiaPcf2025],
    ["schneider-2025", withoutUse, files.schneider2025],
    ["llmcarbon-2025", gate, files.llmcarbon],
    ["ecologits-0.9.1", gate, files.ecologits],
    ["boavizta-2023", withoutUse, files.boavizta2023],
    ["wattledger-2026", gate, files.wattledger2026],
  ];
}

function serverFamily({ column, ...definition }: ServerFamily): FactorFamily {
  const tables = async (): Promise<readonly FigureTable[]> =>
    (await heldFiles()).map(([name, making, { source, servers }]) => ({
      name,
      meaning: column === "embodied" ? making : part,
      file: { source, rows: servers.flatMap((row) => figureOf(row, column, definition.title)) },
    }));
  const family = figureFamily({ ...definition, key: server, tables });
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const found = await family.find(name);
    if (found.ok || name === undefined || found.error.kind === "no-factor") return found;
    const known = await serverCalled(name);
    // Better than the list of others: the server is known, and only this of it is not.
    if (known !== undefined)
      return fail({
        kind: "no-factor",
        message: `${definition.title}: no figure is known for ${known}. Give it yourself.`,
      });
    return found;
  };
  return factorFamily({ ...family, find });
}

/** Key of the server of that name or alias, even if no figure of it is known. */
async function serverCalled(name: string): Promise<string | undefined> {
  const wanted = foldName(name);
  const servers = (await heldFiles()).flatMap(([, , file]) => file.servers);
  return servers.find(({ key, aliases = [] }) => [key, ...aliases].some((one) => foldName(one) === wanted))?.key;
}

function figureOf(row: ServerRow, column: Column, title: string): readonly FigureRow[] {
  const { key, year, aliases, locator, caveat } = row;
  const figure = row[column];
  if (figure === undefined) return [];
  const {
    value,
    low,
    high,
    basis,
    level = 0.9,
  } = typeof figure === "number"
    ? { value: figure, low: figure, high: figure, basis: "what the maker states" }
    : figure;
  const named = `${row.title}: ${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
  return [{ key, title: named, year, value, low, high, level, basis, aliases, locator, caveat }];
}
