import type {
  Accelerator,
  AcceleratorUse,
  CounterReading,
  PowerReading,
  SensorAvailability,
} from "@wattledger/sensors";

/*
 * What passes between wrappers on one machine, of which a single one reads the devices: lines of JSON over a Unix socket in
 * a folder that only their user may enter. Moments are nanoseconds of the monotone clock, which is one for all processes.
 */

/** Names the form of the words. It is part of the socket's name, so that releases of unlike forms never meet. */
export const samplerWordSchema = "2";

/** Everything that the sampler last read. */
export interface SamplerWord {
  readonly schema: typeof samplerWordSchema;
  readonly takenNanoseconds: number;
  readonly sensors: readonly SensorWord[];
}

/** What one sensor told. */
export interface SensorWord {
  readonly id: string;
  /** What it found; in the first word to a listener only. */
  readonly availability?: SensorAvailability;
  readonly counters: readonly Told<CounterReading>[];
  /** All that came since the word before. */
  readonly powers: readonly Told<PowerReading>[];
  readonly devices: readonly Accelerator[];
  readonly uses: readonly AcceleratorUse[];
}

/** A reading with its moment as JSON can hold it. */
export type Told<T> = Omit<T, "takenNanoseconds"> & { readonly takenNanoseconds: number };

/** Half a sensor's word is nobody's use: longer than the words of any machine. */
const longestWord = 4_000_000;

/** Puts text that comes in pieces together to words. What is none is left out: the next one says it all again. */
export function wordReader(onWord: (word: SamplerWord) => void): (piece: string) => void {
  let begun = "";
  return (piece) => {
    const lines = (begun + piece).split("\n");
    begun = (lines.pop() ?? "").slice(0, longestWord);
    for (const line of lines) {
      const word = parse(line);
      if (isSamplerWord(word)) onWord(word);
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The writer is this user's own Wattledger of the same form of words, by the name of the socket: no more is checked. */
function isSamplerWord(value: unknown): value is SamplerWord {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === samplerWordSchema;
}
