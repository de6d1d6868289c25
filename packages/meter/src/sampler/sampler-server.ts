import { unlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { Host } from "@wattledger/sensors";
import { samplerWordSchema } from "./sampler-word.ts";
import type { SamplerWord } from "./sampler-word.ts";
import type { SharedSensor } from "./shared-sensor.ts";

/** Sends the readings of this run to other runs. */
export interface SamplerServer {
  readonly listen: (path: string) => void;
  /** This run has looked at its sensors: listeners get the readings. */
  readonly looked: () => void;
  readonly isHeard: () => boolean;
  /** Whether another run has listened at any time. */
  readonly wasHeard: () => boolean;
  /** Stops, and returns whether another run had listened. */
  readonly close: () => boolean;
}

/** Unread data beyond this is dropped: a listener that does not read must not block the sampler. */
const mostUnreadBytes = 4_000_000;

/** The message to a listener: the last readings, or new ones. The first message to a listener also lists the channels. */
interface Telling {
  readonly now: boolean;
  readonly introduce: boolean;
}

/** Has no listeners before it listens. */
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
  /** Everyone who asked in the meantime gets an answer at once. */
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
      removeSocket(path);
      server = createServer((listener) => {
        listener.unref();
        listener.on("error", () => listener.destroy());
        listener.on("close", () => listeners.delete(listener));
        listener.on("data", tellSoon);
        heard = true;
        // A slow source returns its values only once, so the present listeners must get them now.
        tell(listeners, { now: true, introduce: false });
        listeners.add(listener);
        tell([listener], { now: false, introduce: true });
      }).unref();
      // If others cannot connect, they read for themselves, as without a seat.
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

/** The socket of a sampler that was killed would be in the way. */
function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The socket does not exist, or the server cannot listen and says so.
  }
}
