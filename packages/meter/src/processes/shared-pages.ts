import type { Host } from "@wattledger/sensors";

/** The memory of processes if a page that several of them share counts once in total, and how that is known. */
export interface SharedPages {
  /** Share of their resident memory that is left then, in (0, 1]. */
  readonly share: number;
  readonly source: "proportional" | "resident";
  /** Processor time that this answer cost. */
  readonly costSeconds: number;
}

/** The last answer, and the processes that it is about. */
export interface PagesAsked {
  readonly share: number;
  readonly source: SharedPages["source"];
  readonly members: ReadonlySet<number>;
  readonly residentBytes: number;
  readonly atSeconds: number;
  /** Earliest time of the next question, given its cost. */
  readonly nextSeconds: number;
}

/** The questions may use at most this share of a processor. The kernel needs some 20 ms for each gigabyte. */
const askShare = 0.005;
/** The question is repeated after this time: memory can become unshared without a change of its size. */
const longestSeconds = 10;
const leastSeconds = 1;
/** A relative change of the total by this much is a reason to ask again. */
const notableChange = 0.1;

/** Whether to ask again: other processes are in the tree, its memory has changed, or the answer is old. */
export function isDue(
  asked: PagesAsked | undefined,
  now: { readonly seconds: number; readonly pids: readonly number[]; readonly residentBytes: number },
): boolean {
  if (asked === undefined) return true;
  if (now.seconds < asked.nextSeconds) return false;
  if (now.seconds - asked.atSeconds >= longestSeconds) return true;
  const change = Math.abs(now.residentBytes - asked.residentBytes);
  const others = now.pids.length !== asked.members.size || now.pids.some((pid) => !asked.members.has(pid));
  return others || change > notableChange * asked.residentBytes;
}

/** When a question that cost so much processor time may be repeated. */
export function nextAsk(seconds: number, costSeconds: number): number {
  return seconds + Math.max(leastSeconds, costSeconds / askShare);
}

/**
 * Asks the kernel page by page (PSS and RSS of `smaps_rollup`). A process that ends meanwhile is left out. A process that may not be
 * read counts in full. Undefined if none can be read.
 */
export function readShare(
  host: Host,
  members: readonly { readonly pid: number; readonly bytes: number }[],
): number | undefined {
  let [proportional, resident, readable] = [0, 0, 0];
  for (const { pid, bytes } of members) {
    const text = host.readText(`/proc/${pid}/smaps_rollup`);
    const [pss, rss] = [kibibytes(text, "Pss"), kibibytes(text, "Rss")];
    if (pss !== undefined && rss !== undefined) {
      proportional += pss;
      resident += rss;
      readable += 1;
    } else if (host.readText(`/proc/${pid}/stat`) !== undefined) {
      proportional += bytes / 1024;
      resident += bytes / 1024;
    }
  }
  return readable === 0 || resident === 0 ? undefined : Math.min(1, proportional / resident);
}

function kibibytes(text: string | undefined, field: "Pss" | "Rss"): number | undefined {
  const digits = new RegExp(`^${field}: +(\\d+) kB$`, "m").exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
