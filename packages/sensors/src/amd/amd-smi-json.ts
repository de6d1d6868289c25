import { normalisePciAddress } from "../linux/pci-address.ts";

/** What a program of AMD says of one board. */
export interface AmdFigures {
  /** Number by which the program calls the board, or its PCI address where it says that. */
  readonly board: number | string;
  /** Power now, or over a short time; absent where the board does not tell, as the second die of an MI250. */
  readonly watts?: number;
  /** Energy since the driver was loaded; absent where the board does not tell. */
  readonly joules?: number;
}

/** PCI addresses by the numbers of `amd-smi list --json`; empty if the text is something else. */
export function parseAmdSmiList(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const entry of entriesOf(text)) {
    const number = entry["gpu"];
    const address = addressIn(entry["bdf"]);
    if (typeof number === "number" && address !== undefined) found.set(number, address);
  }
  return found;
}

/** Figures of `amd-smi metric --power --energy --json`, whose shape differs between releases. */
export function parseAmdSmiMetric(text: string): readonly AmdFigures[] {
  return entriesOf(text).flatMap((entry) => {
    const number = entry["gpu"];
    if (typeof number !== "number") return [];
    const power = objectOf(entry["power"]);
    const energy = objectOf(entry["energy"]);
    const watts = powerNames.map((name) => amountOf(power[name], wattsBy, "W")).find((value) => value !== undefined);
    const joules = amountOf(energy["total_energy_consumption"], joulesBy, "J");
    return [figures(number, watts, joules)];
  });
}

/** The socket's power as newer releases call it, then as those of MI300 and of older boards do. */
const powerNames = ["socket_power", "current_socket_power", "average_socket_power"] as const;

/** Figures of `rocm-smi --showbus --showpower --showenergycounter --json`. */
export function parseRocmSmi(text: string): readonly AmdFigures[] {
  return Object.entries(objectOf(parseJson(text))).flatMap(([name, value]) => {
    if (!/^card\d+$/.test(name)) return [];
    const card = Object.entries(objectOf(value));
    const find = (pattern: RegExp): unknown => card.find(([key]) => pattern.test(key))?.[1];
    const address = addressIn(find(/^PCI Bus$/i));
    if (address === undefined) return [];
    const watts = amountOf(find(/^(average|current).*power.*\(W\)$/i), wattsBy, "W");
    const joules = amountOf(find(/^accumulated energy \(uJ\)$/i), joulesBy, "uJ");
    return [figures(address, watts, joules)];
  });
}

function addressIn(value: unknown): string | undefined {
  return typeof value === "string" ? normalisePciAddress(value) : undefined;
}

function figures(board: number | string, watts: number | undefined, joules: number | undefined): AmdFigures {
  return { board, ...(watts === undefined ? {} : { watts }), ...(joules === undefined ? {} : { joules }) };
}

const wattsBy: Readonly<Record<string, number>> = { W: 1, mW: 1e-3, uW: 1e-6 };
const joulesBy: Readonly<Record<string, number>> = { J: 1, kJ: 1e3, mJ: 1e-3, uJ: 1e-6 };

/** A number, a number in a text, or `{ value, unit }`; words such as "N/A" are none. */
function amountOf(given: unknown, scales: Readonly<Record<string, number>>, unit: string): number | undefined {
  if (typeof given === "object" && given !== null) {
    const { value, unit: own } = objectOf(given);
    return amountOf(value, scales, typeof own === "string" ? own : unit);
  }
  const text = typeof given === "number" ? String(given) : typeof given === "string" ? given.trim() : "";
  const scale = scales[unit];
  // All ones stands for "not supported" where the C library shows through.
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 2 ** 32 - 1 || scale === undefined) return undefined;
  return Number(text) * scale;
}

/** Boards are listed bare, or under `gpu_data` since ROCm 6.4. */
function entriesOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  const value = parseJson(text);
  const list = Array.isArray(value) ? value : objectOf(value)["gpu_data"];
  return Array.isArray(list) ? list.map(objectOf) : [];
}

/** Some releases print warnings before the JSON. */
function parseJson(text: string): unknown {
  for (const start of [...text.matchAll(/[[{]/g)].map(({ index }) => index).slice(0, 20)) {
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // A bracket within a warning: the JSON begins later.
    }
  }
  return undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
