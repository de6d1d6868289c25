import type { Host, Programs } from "../host/host.ts";
import { pciDevice } from "../linux/pci-address.ts";
import { findCards, findPciChips } from "../linux/pci-chips.ts";
import type { Accelerator } from "../sensor/accelerator.ts";
import type { PowerChannel, PowerReading, Sensor } from "../sensor/sensor.ts";
import { amdAccelerators } from "./amd-accelerators.ts";
import { parseAmdSmiList, parseAmdSmiMetric, parseRocmSmi } from "./amd-smi-json.ts";
import type { AmdFigures } from "./amd-smi-json.ts";
import { dieWords, isProcessorGraphics, sharedBoards } from "./amdgpu-hwmon.ts";
import type { SharedBoard } from "./shared-boards.ts";

const id = "amd-smi";

/** The programs start Python, which costs about half a second of processor time, so we ask seldom. */
const secondsBetween = 10;

/**
 * AMD boards through the programs `amd-smi` or, before ROCm 6, `rocm-smi`: for boards that the kernel's own files do not
 * cover. We ask every ten seconds. If a board counts its energy, the power between two answers is computed from the
 * difference of the counter, so no energy between the answers is lost.
 */
export function amdSmi(host: Host): Sensor {
  let boards: readonly string[] = [];
  let accelerators: readonly Accelerator[] = [];
  let poller: Poller | undefined;
  let tool: Tool | undefined;
  const close = (): void => {
    poller?.stop();
    poller = undefined;
    [boards, accelerators] = [[], []];
  };
  return {
    id,
    components: ["gpu"],
    opensAfterStart: true,
    probe: () => {
      close();
      const ofProcessor = findPciChips(host, ["amdgpu"]).filter((chip) => isProcessorGraphics(host, chip));
      const cards = findCards(host, "amdgpu").filter((one) => ofProcessor.every((chip) => chip.pciAddress !== one));
      if (cards.length === 0) return { state: "absent", reason: "the driver amdgpu drives no board" };
      tool = findTool(host);
      if (tool === undefined) {
        const reason = "amd-smi and rocm-smi are not on the search path";
        const unread = cards.map((one) => ({ component: "gpu", device: pciDevice(one), reason }) as const);
        return { state: "absent", reason, unread };
      }
      const shared = sharedBoards(host);
      boards = cards.filter((one) => shared.every(({ silent }) => silent !== one));
      accelerators = amdAccelerators(host, id, cards, shared);
      const { name } = tool;
      return { state: "ready", channels: boards.map((one) => channelOf(one, name, shared)) };
    },
    // The program starts at the first look. If the kernel's files cover all boards, it never starts.
    read: () => {
      if (tool === undefined || boards.length === 0) return [];
      poller ??= openPoller(host, tool, boards);
      return poller.take();
    },
    accelerators: { devices: () => accelerators, uses: () => [] },
    close,
  };
}

interface Tool {
  readonly name: string;
  readonly programs: Programs;
  /** Asked once, for the addresses of the boards by number. Absent if the figures already contain the addresses. */
  readonly list?: readonly [string, ...string[]];
  readonly figures: readonly [string, ...string[]];
  readonly parse: (text: string) => readonly AmdFigures[];
}

function findTool(host: Host): Tool | undefined {
  const { programs } = host;
  const amd = programs?.find("amd-smi");
  if (programs !== undefined && amd !== undefined) {
    return {
      name: "amd-smi",
      programs,
      list: [amd, "list", "--json"],
      figures: [amd, "metric", "--power", "--energy", "--json"],
      parse: parseAmdSmiMetric,
    };
  }
  const rocm = programs?.find("rocm-smi");
  if (programs === undefined || rocm === undefined) return undefined;
  const figures = [rocm, "--showbus", "--showpower", "--showenergycounter", "--json"] as const;
  return { name: "rocm-smi", programs, figures, parse: parseRocmSmi };
}

interface Poller {
  readonly take: () => readonly PowerReading[];
  readonly stop: () => void;
}

/** Asks again ten seconds after the last answer. The new answer is available at the next look. */
function openPoller(host: Host, tool: Tool, boards: readonly string[]): Poller {
  let queue: readonly PowerReading[] = [];
  let addresses: ReadonlyMap<number, string> | undefined;
  let running: { readonly stop: () => void } | undefined;
  let nextNanoseconds = 0n;
  const before = new Map<string, { readonly joules: number; readonly nanoseconds: bigint }>();

  const ask = (command: readonly [string, ...string[]], onText: (text: string) => void): void => {
    const lines: string[] = [];
    running = tool.programs.start(command, {
      onLine: (line) => lines.push(line),
      onEnd: () => {
        running = undefined;
        onText(lines.join("\n"));
      },
    });
  };
  const askFigures = (): void => {
    ask(tool.figures, (text) => {
      nextNanoseconds = host.nowNanoseconds() + BigInt(secondsBetween * 1e9);
      const figures = new Map(tool.parse(text).map((one) => [addressOf(one, addresses), one]));
      queue = [...queue, ...boards.map((board) => readingOf(board, figures.get(board), text))];
    });
  };
  const readingOf = (board: string, figures: AmdFigures | undefined, text: string): PowerReading => {
    const channel = `${id}/${board}`;
    const nanoseconds = host.nowNanoseconds();
    const watts = figures === undefined ? undefined : meanPower(figures, nanoseconds, before.get(board));
    if (figures?.joules !== undefined) before.set(board, { joules: figures.joules, nanoseconds });
    if (watts !== undefined)
      return { channel, reads: "power", watts: { ok: true, value: watts }, takenNanoseconds: nanoseconds };
    const cause = `${tool.name} reports no power for this board: ${JSON.stringify(firstWords(text))}`;
    return { channel, reads: "power", watts: { ok: false, error: { kind: "retry", cause } } };
  };
  return {
    take: () => {
      if (running === undefined && host.nowNanoseconds() >= nextNanoseconds) {
        if (tool.list === undefined || addresses !== undefined) askFigures();
        else {
          ask(tool.list, (text) => {
            addresses = parseAmdSmiList(text);
            askFigures();
          });
        }
      }
      const taken = queue;
      queue = [];
      return taken;
    },
    stop: () => {
      running?.stop();
      running = undefined;
    },
  };
}

/** The first line of an error message, or the beginning of a JSON answer. */
function firstWords(text: string): string {
  const trimmed = text.trim();
  return (/^[[{]/.test(trimmed) ? trimmed : (trimmed.split("\n")[0] ?? "")).slice(0, 80);
}

function addressOf({ board }: AmdFigures, addresses: ReadonlyMap<number, string> | undefined): string {
  return typeof board === "string" ? board : (addresses?.get(board) ?? "");
}

/**
 * Mean power since the last answer, from the energy counter. The counter is used if it agrees with the power within a factor
 * of two, or without a power to compare with: some releases count wrongly (ROCm 6.2 on MI100).
 */
function meanPower(
  { watts, joules }: AmdFigures,
  nanoseconds: bigint,
  before: { readonly joules: number; readonly nanoseconds: bigint } | undefined,
): number | undefined {
  if (joules === undefined || before === undefined || nanoseconds <= before.nanoseconds) return watts;
  const mean = (joules - before.joules) / (Number(nanoseconds - before.nanoseconds) / 1e9);
  const agrees = watts === undefined || (mean >= watts / 2 && mean <= watts * 2);
  return mean >= 0 && agrees ? mean : watts;
}

function channelOf(board: string, program: string, shared: readonly SharedBoard[]): PowerChannel {
  return {
    id: `${id}/${board}`,
    sensor: id,
    of: "component",
    component: "gpu",
    reads: "power",
    method: "measured",
    evidence: `power of the board at ${board} from ${program}, every ${secondsBetween} s; from its energy counter if it has one${dieWords(shared.find(({ shows }) => shows === board))}`,
    device: pciDevice(board),
    relativeUncertainty: {
      value: 0.2,
      basis: "expert value; AMD states no accuracy, and a board without an energy counter is read every 10 s only",
    },
    averageSeconds: secondsBetween,
    plausibleWatts: 3000,
    refreshSeconds: secondsBetween,
  };
}
