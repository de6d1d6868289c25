import { defined } from "@wattledger/core/defined";
import { normalisePciAddress } from "../linux/pci-address.ts";

/** What a program of AMD reports about one board. */
export interface AmdFigures {
  /** The program's number of the board, or the board's PCI address if the program prints it. */
  readonly board: number | string;
  /** Power now, or over a short time. Absent if the board does not report it, such as the second die of an MI250. */
  readonly watts?: number;
  /** Energy since the driver was loaded. Absent if the board does not report it. */
  readonly joules?: number;
}

/** PCI addresses by the numbers of `amd-smi list --json`. Empty if the text has another form. */
export function parseAmdSmiList(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const entry of entriesOf(text)) {
    const number = entry["gpu"];
    const address = addressIn(entry["bdf"]);
    if (typeof number === "number" && address !== undefined) found.set(number, address);
  }
  return found;
}

/** Figures of `amd-smi metric --power --energy --json`. Its form differs between releases. */
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

/** The socket's power: first the name in newer releases, then the names for MI300 and for older boards. */
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
  return { board, ...defined({ watts, joules }) };
}

const wattsBy: Readonly<Record<string, number>> = { W: 1, mW: 1e-3, uW: 1e-6 };
const joulesBy: Readonly<Record<string, number>> = { J: 1, kJ: 1e3, mJ: 1e-3, uJ: 1e-6 };

/** A number, a number in a text, or `{ value, unit }`. A word such as "N/A" is not a number. */
function amountOf(given: unknown, scales: Readonly<Record<string, number>>, unit: string): number | undefined {
  if (typeof given === "object" && given !== null) {
    const { value, unit: own } = objectOf(given);
    return amountOf(value, scales, typeof own === "string" ? own : unit);
  }
  const text = typeof given === "number" ? String(given) : typeof given === "string" ? given.trim() : "";
  const scale = scales[unit];
  // All ones means "not supported": the program passes the C library's value on.
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 2 ** 32 - 1 || scale === undefined) return undefined;
  return Number(text) * scale;
}

/** Boards are in a bare list, or under `gpu_data` since ROCm 6.4. */
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
      // This bracket is part of a warning: the JSON begins later.
    }
  }
  return undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
