import type { CounterReading } from "../sensor/sensor.ts";

/** Separates counters of their own from counters that repeat another one. */
export interface MirrorWatch {
  /** Replaces the count of a channel by a failure if the channel repeats another one, or may do so. */
  readonly judge: (readings: readonly CounterReading[]) => readonly CounterReading[];
}

/** Treats no channel as a repeat. */
export const noMirrors: MirrorWatch = { judge: (readings) => readings };

/** Two counts of one register, read one after the other, differ by the energy in between, and by rounding. */
const sameJoules = 1;
const sameRelative = 1e-6;

/** A count at the first reading, and where it wraps. */
type FirstCount = CounterReading & { readonly rangeJoules?: number };

interface Suspect {
  readonly channel: string;
  /** The channel that it may repeat. */
  readonly of: string;
  verdict: "open" | "mirror";
}

/**
 * Some kernels make a zone for each die of a package although one register counts them all. The sum is then a multiple of the
 * truth (mlco2/codecarbon issue 1274). Channels whose first counts are equal are suspects. If a suspect next counts the same
 * energy as the other channel, it is a mirror and is dropped. If it counts another energy, it is read like any other. While
 * a reading of either fails, nothing is decided and the suspect is not read. A counter at zero proves nothing.
 */
export function watchMirrors(first: readonly FirstCount[]): MirrorWatch {
  const suspects = findSuspects(first);
  if (suspects.length === 0) return noMirrors;
  const ranges = new Map(first.map(({ channel, rangeJoules }) => [channel, rangeJoules]));
  const open = new Set(suspects);
  const counts = new Map<string, number>(first.flatMap((one) => countOf(one)));
  return {
    judge: (readings) => {
      const now = new Map<string, number>(readings.flatMap((one) => countOf(one)));
      const advance = (channel: string): number | undefined =>
        advanceOf(counts.get(channel), now.get(channel), ranges.get(channel));
      const withheld = new Set<string>();
      for (const suspect of open) {
        const [own, other] = [advance(suspect.channel), advance(suspect.of)];
        if (own === undefined || other === undefined) withheld.add(suspect.channel);
        else if (own > 0 || other > 0) {
          open.delete(suspect);
          if (isSame(own, other)) suspect.verdict = "mirror";
        }
      }
      for (const { channel } of readings) {
        const count = now.get(channel);
        if (count === undefined) counts.delete(channel);
        else counts.set(channel, count);
      }
      return readings.map((reading) => judged(reading, suspects, withheld));
    },
  };
}

function findSuspects(first: readonly FirstCount[]): readonly Suspect[] {
  const suspects: Suspect[] = [];
  const references: FirstCount[] = [];
  for (const one of first) {
    const original = references.find((other) => isSameCount(one, other));
    if (original === undefined) references.push(one);
    else suspects.push({ channel: one.channel, of: original.channel, verdict: "open" });
  }
  return suspects;
}

function isSameCount({ counterJoules: a }: FirstCount, { counterJoules: b }: FirstCount): boolean {
  return a.ok && b.ok && a.value > 0 && b.value > 0 && isSame(a.value, b.value);
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(sameJoules, sameRelative * Math.max(a, b));
}

function countOf({ channel, counterJoules }: CounterReading): readonly (readonly [string, number])[] {
  return counterJoules.ok ? [[channel, counterJoules.value]] : [];
}

function advanceOf(before: number | undefined, now: number | undefined, range: number | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  if (now >= before) return now - before;
  return range === undefined ? undefined : range - before + now;
}

function judged(reading: CounterReading, suspects: readonly Suspect[], withheld: ReadonlySet<string>): CounterReading {
  const suspect = suspects.find(({ channel }) => channel === reading.channel);
  if (suspect === undefined) return reading;
  if (suspect.verdict === "mirror") {
    const cause = `it repeats the counter of ${suspect.of}, which is counted once`;
    return { ...reading, counterJoules: { ok: false, error: { kind: "duplicate", cause } } };
  }
  if (!withheld.has(reading.channel) || !reading.counterJoules.ok) return reading;
  const cause = `it may repeat the counter of ${suspect.of}`;
  return { ...reading, counterJoules: { ok: false, error: { kind: "retry", cause } } };
}
