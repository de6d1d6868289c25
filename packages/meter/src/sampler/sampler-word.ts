import type {
  Accelerator,
  AcceleratorUse,
  CounterReading,
  PowerReading,
  SensorAvailability,
} from "@wattledger/sensors";

/*
 * Messages between wrappers on one machine, of which only one reads the devices: lines of JSON over a Unix socket in
 * a folder that only their user may enter. Times are nanoseconds of the monotone clock, which is the same for all processes.
 */

/** Names the form of the messages. The socket's name contains it, so that releases with different forms never meet. */
export const samplerWordSchema = "2";

/** The last readings of the sampler. */
export interface SamplerWord {
  readonly schema: typeof samplerWordSchema;
  readonly takenNanoseconds: number;
  readonly sensors: readonly SensorWord[];
}

/** The readings of one sensor. */
export interface SensorWord {
  readonly id: string;
  /** The sensor's findings. In the first message to a listener only. */
  readonly availability?: SensorAvailability;
  readonly counters: readonly Told<CounterReading>[];
  /** All readings since the message before. */
  readonly powers: readonly Told<PowerReading>[];
  readonly devices: readonly Accelerator[];
  readonly uses: readonly AcceleratorUse[];
}

/** A reading with its time in a form for JSON. */
export type Told<T> = Omit<T, "takenNanoseconds"> & { readonly takenNanoseconds: number };

/** Longer than any message of any machine. A longer one is dropped, because half a message is useless. */
const longestWord = 4_000_000;

/** Joins pieces of text into messages. Invalid ones are dropped: the next one contains everything again. */
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

/** The writer is the same user's Wattledger with the same form of messages, by the name of the socket: nothing else is checked. */
function isSamplerWord(value: unknown): value is SamplerWord {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === samplerWordSchema;
}
