import { rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { Host } from "@wattledger/sensors";
import { samplerWordSchema } from "./sampler-word.ts";
import type { SamplerWord } from "./sampler-word.ts";
import type { SharedSensor } from "./shared-sensor.ts";

/** Tells other runs what this one reads. */
export interface SamplerServer {
  readonly listen: (path: string) => void;
  /** This run has looked at its sensors: who listens is told. */
  readonly looked: () => void;
  readonly isHeard: () => boolean;
  /** Whether another run has listened at any time. */
  readonly wasHeard: () => boolean;
  /** Says whether it had served. */
  readonly close: () => boolean;
}

/** What a listener leaves unread is dropped from here on: a sampler is not stopped by who does not read. */
const mostUnreadBytes = 4_000_000;

/** What is told to a listener: what was read last, or is read now; and to one that is new also which channels there are. */
interface Telling {
  readonly now: boolean;
  readonly introduce: boolean;
}

/** Serves nobody before it listens. */
export function openServer(host: Host, sensors: readonly SharedSensor[]): SamplerServer {
  const listeners = new Set<Socket>();
  let server: Server | undefined;
  let heard = false;
  let telling = false;
  const tell = (to: Iterable<Socket>, options: Telling): void => {
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
      if (listeners.size > 0) tell(listeners, { now: true, introduce: false });
    });
  };
  return {
    listen: (path) => {
      rmSync(path, { force: true });
      server = createServer((listener) => {
        listener.unref();
        listener.on("error", () => listener.destroy());
        listener.on("close", () => listeners.delete(listener));
        listener.on("data", tellSoon);
        heard = true;
        // Those who listen already must hear what a slow source hands out once.
        tell(listeners, { now: true, introduce: false });
        listeners.add(listener);
        tell([listener], { now: false, introduce: true });
      }).unref();
      // Where nobody can listen the others read for themselves, as they do without a seat.
      server.on("error", () => undefined);
      server.listen(path);
    },
    looked: () => {
      if (listeners.size > 0) tell(listeners, { now: false, introduce: false });
    },
    isHeard: () => listeners.size > 0,
    wasHeard: () => heard,
    close: () => {
      server?.close();
      for (const listener of listeners) listener.destroy();
      listeners.clear();
      return server !== undefined;
    },
  };
}
