import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { join } from "node:path";
import type { Host, SensorFactory } from "@wattledger/sensors";
import type { RunMark } from "../machine/run-mark.ts";
import type { Environment } from "../machine/launcher.ts";
import { guardedSensor } from "./guarded-sensor.ts";
import { samplerWordSchema, wordReader } from "./sampler-word.ts";
import type { SamplerWord } from "./sampler-word.ts";
import { leaveSeat, nodeFolder, takeSeat } from "./seat.ts";
import { sharedSensor } from "./shared-sensor.ts";
import type { SharedSensor } from "./shared-sensor.ts";

/*
 * Of all wrappers of one user on one machine a single one samples the devices: whoever has the seat of the machine. The others
 * listen on its socket, hear at each of its looks what was read, and may ask for a reading now. Each makes its own integrals
 * and its own share of them. When the sampler has gone, its socket closes, and one of those who listened takes its place:
 * counters go on where they were, so nothing is lost of them.
 */

/** A run's part in the sampling of its machine. */
export interface Sampling {
  /** Sensors that read for themselves, or hand on what the sampler tells, as it turns out. */
  readonly share: (factories: readonly SensorFactory[]) => readonly SensorFactory[];
  /** Asks who samples. `open` is called once, when sensors that open after the start can be opened: perhaps at once. */
  readonly join: (open: () => void) => void;
  /** Id of the run whose wrapper samples for this one; absent if it is this one. */
  readonly sampledBy: () => string | undefined;
  /** Whether another run has listened to this one, or this one to another. */
  readonly wasShared: () => boolean;
  /** This run has looked at its sensors: who listens is told, and who is told too little asks. */
  readonly looked: () => void;
  /** Asks the sampler for a reading now, without waiting for it. */
  readonly ask: () => void;
  /** Waits for a reading of now where another one samples, a quarter of a second at most. */
  readonly latest: () => Promise<void>;
  /** Gives the seat up, or stops listening. */
  readonly leave: () => void;
}

/** A sampler that says nothing for so many of our intervals, or seconds if that is more, is not waited for any longer. */
const silentIntervals = 3;
const silentSeconds = 3;
const latestSeconds = 0.25;
const retrySeconds = 0.1;
const mostRetries = 30;
/** What a listener leaves unread is dropped from here on: a sampler is not stopped by who does not read. */
const mostUnreadBytes = 4_000_000;
/** A path of a Unix socket is no longer than this on any system (macOS: 104 bytes with the final zero). */
const longestPathBytes = 103;

/** Prepares to share; nothing is asked of anybody before {@link Sampling.join}. */
export function openSampling(host: Host, environment: Environment, self: RunMark, intervalSeconds: number): Sampling {
  const sensors: SharedSensor[] = [];
  const listeners = new Set<Socket>();
  let seat: { readonly folder: string; readonly name: string; readonly socket: string } | undefined;
  let server: Server | undefined;
  let link: Socket | undefined;
  let holder: RunMark | undefined;
  let heardSeconds: number | undefined;
  let retries = 0;
  let left = false;
  let shared = false;
  let open: (() => void) | undefined;
  const waiting: (() => void)[] = [];
  let telling = false;
  const nowSeconds = (): number => Number(host.nowNanoseconds()) / 1e9;

  const openOnce = (): void => {
    const first = open;
    open = undefined;
    first?.();
  };
  const settle = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const unlink = (): void => {
    const before = link;
    link = undefined;
    heardSeconds = undefined;
    before?.removeAllListeners("close");
    before?.destroy();
  };
  /** From now on this run reads for itself. */
  const lead = (): void => {
    unlink();
    holder = undefined;
    for (const sensor of sensors) sensor.lead();
    openOnce();
    settle();
  };
  const tell = (to: Iterable<Socket>, options: { readonly now: boolean; readonly introduce: boolean }): void => {
    const word: SamplerWord = {
      schema: samplerWordSchema,
      takenNanoseconds: Number(host.nowNanoseconds()),
      sensors: sensors.map((sensor) => sensor.tell(options)),
    };
    const text = `${JSON.stringify(word)}\n`;
    for (const listener of to) if (listener.writableLength < mostUnreadBytes) listener.write(text);
  };
  /** All who asked in the meantime are answered at once. */
  const tellSoon = (): void => {
    if (telling) return;
    telling = true;
    setImmediate(() => {
      telling = false;
      if (!left) tell(listeners, { now: true, introduce: false });
    });
  };
  const listen = (path: string): void => {
    rmSync(path, { force: true });
    server = createServer((listener) => {
      listener.unref();
      listener.on("error", () => listener.destroy());
      listener.on("close", () => listeners.delete(listener));
      listener.on("data", tellSoon);
      shared = true;
      // Those who listen already must hear what a slow source hands out once.
      tell(listeners, { now: true, introduce: false });
      listeners.add(listener);
      tell([listener], { now: false, introduce: true });
    }).unref();
    // Where nobody can listen the others read for themselves, as they do without a seat.
    server.on("error", () => undefined);
    server.listen(path);
  };
  const hear = ({ sensors: words }: SamplerWord): void => {
    const isFirst = heardSeconds === undefined;
    heardSeconds = nowSeconds();
    shared = true;
    for (const word of words) sensors.find(({ id }) => id === word.id)?.hear(word);
    if (isFirst) openOnce();
    settle();
  };
  const follow = (path: string): void => {
    const socket = connect(path).unref().setEncoding("utf8");
    link = socket;
    socket.on("data", wordReader(hear));
    socket.on("error", () => undefined);
    socket.once("close", () => {
      const wasHeard = heardSeconds !== undefined;
      unlink();
      if (left) return;
      if (wasHeard) retries = 0;
      // Its socket comes a moment after the seat, and goes a moment before it.
      if (wasHeard || retries < mostRetries) setTimeout(attempt, wasHeard ? 0 : retrySeconds * 1000).unref();
      else lead();
    });
    setTimeout(() => {
      if (link === socket && heardSeconds === undefined) lead();
    }, silentSeconds * 1000).unref();
  };
  const attempt = (): void => {
    if (left) return;
    retries += 1;
    const outcome = seat === undefined ? undefined : takeSeat(host, seat.folder, seat.name, self);
    if (seat === undefined || outcome === undefined || outcome.kind === "unavailable") return lead();
    if (outcome.kind === "occupied") {
      ({ holder } = outcome);
      return follow(seat.socket);
    }
    listen(seat.socket);
    lead();
  };
  return {
    share: (factories) =>
      factories.map((factory) => (given) => {
        const sensor = sharedSensor(guardedSensor(factory(given)), given, () => listeners.size > 0);
        sensors.push(sensor);
        return sensor;
      }),
    join: (whenOpen) => {
      open = whenOpen;
      seat = seatOf(host, environment);
      attempt();
    },
    sampledBy: () => holder?.id,
    wasShared: () => shared,
    looked: () => {
      if (listeners.size > 0) tell(listeners, { now: false, introduce: false });
      if (link === undefined || heardSeconds === undefined) return;
      const silence = nowSeconds() - heardSeconds;
      // Stopped, or too slow for us.
      if (silence > Math.max(silentSeconds, silentIntervals * intervalSeconds)) lead();
      else if (silence > 1.5 * intervalSeconds) link.write("\n");
    },
    ask: () => {
      link?.write("\n");
    },
    latest: async () => {
      if (left || (holder === undefined && link === undefined)) return;
      link?.write("\n");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, latestSeconds * 1000);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    leave: () => {
      if (left) return;
      left = true;
      unlink();
      // The socket before the seat: whoever has the seat next makes a socket of the same name.
      server?.close();
      for (const listener of listeners) listener.destroy();
      if (seat !== undefined && server !== undefined) leaveSeat(seat.folder, seat.name, self);
    },
  };
}

/** Where the wrappers of one boot agree that see the same devices; undefined where they cannot. */
function seatOf(
  host: Host,
  environment: Environment,
): { readonly folder: string; readonly name: string; readonly socket: string } | undefined {
  const folder = nodeFolder(environment);
  if (folder === undefined) return undefined;
  const boot = host.readText("/proc/sys/kernel/random/boot_id")?.trim().slice(0, 13) ?? "this-boot";
  const name = `${boot}-sampler-${samplerWordSchema}-${hash(host.view?.() ?? "")}`;
  const socket = join(folder, `${name}.socket`);
  return Buffer.byteLength(socket) > longestPathBytes ? undefined : { folder, name, socket };
}

/** Fowler, Noll and Vo's hash FNV-1a of 32 bits: a name that need not be secret, without loading a library. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(16);
}
