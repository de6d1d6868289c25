import { connect } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Host, SensorFactory } from "@wattledger/sensors";
import type { Environment } from "../machine/launcher.ts";
import type { RunMark } from "../machine/run-mark.ts";
import { guardedSensor } from "./guarded-sensor.ts";
import { firstRole, nextRole, samplerOf } from "./role.ts";
import type { RoleAction, RoleEvent } from "./role.ts";
import { openServer } from "./sampler-server.ts";
import { samplerWordSchema, wordReader } from "./sampler-word.ts";
import type { SamplerWord } from "./sampler-word.ts";
import { leaveSeat, nodeFolder, takeSeat } from "./seat.ts";
import { sharedSensor } from "./shared-sensor.ts";
import type { SharedSensor } from "./shared-sensor.ts";

/*
 * Of all wrappers of one user on one machine only one samples the devices: the one with the machine's seat. The others
 * listen on its socket, get its readings at each of its looks, and may ask for a reading now. Each computes its own integrals
 * and its own share of them. When the sampler ends, its socket closes, and one of the listeners takes its place.
 * Counters continue from where they were, so none of their energy is lost.
 */

/** A run's part in the sampling of its machine. */
export interface Sampling {
  /** Sensors that read for themselves, or return the sampler's readings, depending on the part. */
  readonly share: (factories: readonly SensorFactory[]) => readonly SensorFactory[];
  /** Asks who samples. `open` is called once, when sensors that open after the start can be opened: possibly at once. */
  readonly join: (open: () => void) => void;
  /** Id of the run whose wrapper samples for this one. Absent if this one samples itself. */
  readonly sampledBy: () => string | undefined;
  /** Whether another run has listened to this one, or this one to another. */
  readonly wasShared: () => boolean;
  /** This run has looked at its sensors: listeners get the readings, and a listener with too few readings asks. */
  readonly looked: () => void;
  /** Asks the sampler for a reading now, without waiting for it. */
  readonly ask: () => void;
  /** Waits for a reading of now if another run samples, at most a quarter of a second. */
  readonly latest: () => Promise<void>;
  /** Gives up the seat, or stops listening. */
  readonly leave: () => void;
}

/** If a sampler sends nothing for so many of our intervals, or seconds if that is more, we stop waiting for it. */
const silentIntervals = 3;
const silentSeconds = 3;
const latestSeconds = 0.25;
/** Length limit for the path of a Unix socket on every system (macOS: 104 bytes with the final zero). */
const longestPathBytes = 103;

/** The run whose part in the sampling it is. */
export interface SamplingOptions {
  readonly host: Host;
  readonly environment: Environment;
  readonly self: RunMark;
  readonly intervalSeconds: number;
}

/** Prepares to share. Nothing is sent before {@link Sampling.join}. role.ts decides what to do. */
export function openSampling({ host, environment, self, intervalSeconds }: SamplingOptions): Sampling {
  const sensors: SharedSensor[] = [];
  const server = openServer(host, sensors);
  let role = firstRole;
  let seat: MachineSeat | undefined;
  let link: Socket | undefined;
  let hasHeard = false;
  let open: (() => void) | undefined;
  const waiting: (() => void)[] = [];
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
    before?.removeAllListeners("close");
    before?.destroy();
  };
  const happen = (event: RoleEvent): void => {
    const step = nextRole(role, event);
    ({ role } = step);
    for (const action of step.actions) act(action);
  };
  const act = (action: RoleAction): void => {
    switch (action.kind) {
      case "serve":
        if (seat !== undefined) server.listen(seat.socket);
        return;
      case "connect":
        if (seat !== undefined) connectTo(seat.socket);
        return;
      case "lead":
        unlink();
        for (const sensor of sensors) sensor.lead();
        openOnce();
        settle();
        return;
      case "ask":
        unlink();
        setTimeout(ask, action.afterSeconds * 1000).unref();
    }
  };
  const ask = (): void => {
    if (role.kind !== "asking") return;
    const outcome = seat === undefined ? undefined : takeSeat(host, seat.folder, seat.name, self);
    if (outcome === undefined || outcome.kind === "unavailable") happen({ kind: "seat-unavailable" });
    else if (outcome.kind === "occupied") happen({ kind: "seat-occupied", holder: outcome.holder });
    else happen({ kind: "seat-free" });
  };
  const hear = ({ sensors: words }: SamplerWord): void => {
    const isFirst = role.kind === "joining";
    happen({ kind: "heard", atSeconds: nowSeconds() });
    hasHeard = true;
    for (const word of words) sensors.find(({ id }) => id === word.id)?.hear(word);
    if (isFirst) openOnce();
    settle();
  };
  const connectTo = (path: string): void => {
    const socket = connect(path).unref().setEncoding("utf8");
    link = socket;
    socket.on("data", wordReader(hear));
    socket.on("error", () => undefined);
    socket.once("close", () => {
      happen({ kind: "closed" });
    });
    setTimeout(() => {
      if (link === socket && role.kind === "joining") happen({ kind: "silent" });
    }, silentSeconds * 1000).unref();
  };
  return {
    share: (factories) =>
      factories.map((factory) => (given) => {
        const sensor = sharedSensor(guardedSensor(factory(given)), given, server.isHeard);
        sensors.push(sensor);
        return sensor;
      }),
    join: (whenOpen) => {
      open = whenOpen;
      seat = seatOf(host, environment);
      ask();
    },
    sampledBy: () => samplerOf(role),
    wasShared: () => hasHeard || server.wasHeard(),
    looked: () => {
      server.looked();
      if (role.kind !== "following") return;
      const silence = nowSeconds() - role.heardSeconds;
      // Stopped, or too slow for us.
      if (silence > Math.max(silentSeconds, silentIntervals * intervalSeconds)) happen({ kind: "silent" });
      else if (silence > 1.5 * intervalSeconds) link?.write("\n");
    },
    ask: () => {
      link?.write("\n");
    },
    latest: async () => {
      if (role.kind === "left" || role.kind === "leading" || seat === undefined) return;
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
      if (role.kind === "left") return;
      happen({ kind: "ended" });
      unlink();
      // The socket before the seat: the next holder of the seat makes a socket of the same name.
      const served = server.close();
      if (seat !== undefined && served) leaveSeat(seat.folder, seat.name, self);
    },
  };
}

/** The seat of the machine's sampler, and the socket of its holder. */
interface MachineSeat {
  readonly folder: string;
  readonly name: string;
  readonly socket: string;
}

/** A folder shared by the wrappers of one boot that see the same devices. Undefined without one. */
function seatOf(host: Host, environment: Environment): MachineSeat | undefined {
  const folder = nodeFolder(environment);
  if (folder === undefined) return undefined;
  const boot = host.readText("/proc/sys/kernel/random/boot_id")?.trim().slice(0, 13) ?? "this-boot";
  const name = `${boot}-sampler-${samplerWordSchema}-${hash(host.view?.() ?? "")}`;
  const socket = join(folder, `${name}.socket`);
  return Buffer.byteLength(socket) > longestPathBytes ? undefined : { folder, name, socket };
}

/** Fowler, Noll and Vo's hash FNV-1a of 32 bits: for a name that is not secret, without loading a library. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(16);
}
