import type { Host } from "../host/host.ts";
import type { PowerReading } from "./sensor.ts";

/** A program that prints power repeatedly, and how its lines are read. */
export interface PowerProgram {
  /** All channels that its lines may report. */
  readonly channels: readonly string[];
  /** Command lines to try, best first. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** Whether a line says that the program does not know this command line. The next one is then tried. */
  readonly isUnknown: (line: string) => boolean;
  /** The figures in a line, which may be an empty list. Undefined: the line is about something else. */
  readonly parse: (line: string) => readonly PowerFigure[] | undefined;
}

/** A channel and its watts, or the reason why the figure is missing. */
export interface PowerFigure {
  readonly channel: string;
  readonly watts: number | string;
}

/** Figures since the last call. */
export interface PowerStream {
  readonly take: () => readonly PowerReading[];
  readonly stop: () => void;
}

/** After this many ends the program is not started again. */
const mostStarts = 5;
const secondsBeforeRestart = 5;

/** Starts the program and collects its figures with their times of arrival. A program that ends is started again, a few times. */
export function followPower(host: Host, program: PowerProgram): PowerStream {
  let queue: PowerReading[] = [];
  let way = 0;
  let starts = 0;
  let running: { readonly stop: () => void } | undefined;
  let nextStartNanoseconds = 0n;
  let complaint = "";
  const reading = ({ channel, watts }: PowerFigure): PowerReading =>
    typeof watts === "number"
      ? { channel, reads: "power", watts: { ok: true, value: watts }, takenNanoseconds: host.nowNanoseconds() }
      : { channel, reads: "power", watts: { ok: false, error: { kind: "retry", cause: watts } } };
  const start = (): void => {
    const command = program.commands[way];
    if (command === undefined || host.programs === undefined) return;
    starts += 1;
    let unknown = false;
    complaint = "";
    running = host.programs.start(command, {
      onLine: (line) => {
        const parsed = program.parse(line);
        if (parsed === undefined) {
          if (program.isUnknown(line)) unknown = true;
          // The first line of an error output names the problem. Later lines explain it.
          if (complaint === "") complaint = line.trim().slice(0, 200);
          return;
        }
        complaint = "";
        queue.push(...parsed.map(reading));
      },
      onEnd: () => {
        running = undefined;
        if (unknown && way + 1 < program.commands.length) {
          way += 1;
          starts -= 1;
          start();
          return;
        }
        nextStartNanoseconds = host.nowNanoseconds() + BigInt(secondsBeforeRestart * 1e9);
        const last = starts >= mostStarts;
        const words = complaint === "" ? "" : `: ${complaint}`;
        const error = {
          kind: last ? "fatal" : "gone",
          cause: `the program ended${last ? `, ${starts} times` : ""}${words}`,
        } as const;
        queue.push(
          ...program.channels.map((channel): PowerReading => ({
            channel,
            reads: "power",
            watts: { ok: false, error },
          })),
        );
      },
    });
  };
  start();
  return {
    take: () => {
      if (running === undefined && starts < mostStarts && host.nowNanoseconds() >= nextStartNanoseconds) start();
      const taken = queue;
      queue = [];
      return taken;
    },
    stop: () => {
      running?.stop();
      running = undefined;
    },
  };
}
