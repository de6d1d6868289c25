import type { Result } from "@wattledger/core";
import type { Host, ReadFailure } from "../host/host.ts";
import type { AcceleratorReader } from "./accelerator.ts";

/** The part of the machine that a reading measures (the components of the footprint). */
export type Component = "cpu" | "gpu" | "dram" | "storage" | "network" | "other";

/** Result of looking at this machine. Only `ready` is usable. The others are ordinary results, not errors. */
export type Availability =
  | { readonly state: "ready"; readonly channels: readonly Channel[] }
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "denied"; readonly reason: string; readonly remedy: string };

/** What every source of energy figures, of any component, says about itself. */
export interface FigureSource {
  /** Unique on the machine: `rapl-powercap/package-0`. */
  readonly id: string;
  /** Id of the sensor that reads it, or of the model that computes it: `rapl-powercap`, `dram-model`. Figures of one sensor have one bias. */
  readonly sensor: string;
  /** Whether an instrument or a model gives the figure. `evidence` of a model names it and its parameters in words. */
  readonly method: "measured" | "modelled";
  readonly evidence: string;
  /**
   * The piece of hardware, if several sensors may measure it: `pci:0000:1b:00.0`. Of two channels of one
   * component and device, the later one in the registry is not used (see {@link distinctChannels}).
   */
  readonly device?: string;
  /** Model of that hardware as its maker prints it: `NVIDIA H100 80GB HBM3`. Absent if unknown. */
  readonly model?: string;
  /** Standard uncertainty relative to the value, and its basis. */
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** One source of energy figures of a component: a RAPL package, a memory model. Energies of different channels may be added. */
export interface Channel extends FigureSource {
  readonly component: Component;
}

/** An instrument's figure: what it measures, and whether it counts energy or shows power. */
export type InstrumentChannel = CounterChannel | PowerChannel;

/** A channel whose instrument has a monotone energy counter. */
export type CounterChannel = Instrument & Of & CounterReads;

/** A channel whose instrument shows power. Integration makes energy of it: changes between two readings are lost. */
export type PowerChannel = Instrument & Of & PowerReads;

/** A channel of a component. Its energy is added to that of other channels and divided among commands. */
export type ComponentChannel = Instrument & OfComponent & (CounterReads | PowerReads);

/** A channel of a whole. Its energy is shown next to that of the components, but never added or divided. */
export type WholeChannel = Instrument & OfWhole & (CounterReads | PowerReads);

interface Instrument extends FigureSource {
  readonly method: "measured";
  /** The largest power that a reading may mean. A larger one is reported as implausible. */
  readonly plausibleWatts: number;
  /** How often the instrument renews its figure: the edges of a window are no more precise than this. */
  readonly refreshSeconds: number;
}

type Of = OfComponent | OfWhole;

interface OfComponent {
  readonly of: "component";
  readonly component: Component;
}

/** An instrument of more than one component, such as a whole machine or a board. It includes what other channels count. */
interface OfWhole {
  readonly of: "whole";
  /** What its energy includes, in words: "the platform as its firmware wired it". */
  readonly covers: string;
}

interface CounterReads {
  readonly reads: "counter";
  /** Where the counter wraps, in joules. Absent if it never wraps. */
  readonly rangeJoules?: number;
}

interface PowerReads {
  readonly reads: "power";
  /** Time over which the instrument averages its figure; 0: it shows instant power. */
  readonly averageSeconds: number;
}

/** Whether a channel's energy belongs to one component. */
export function isOfComponent(channel: InstrumentChannel): channel is ComponentChannel {
  return channel.of === "component";
}

/** A channel's value, or why it could not be read this time. A failing zone does not affect the others. */
export type Reading = CounterReading | PowerReading;

/** The state of a channel's counter. */
export interface CounterReading extends ReadingOf {
  readonly reads: "counter";
  readonly counterJoules: Result<number, ReadFailure>;
}

/** The power that a channel shows. Integration makes energy of it. */
export interface PowerReading extends ReadingOf {
  readonly reads: "power";
  readonly watts: Result<number, ReadFailure>;
}

interface ReadingOf {
  readonly channel: string;
  /** Time of the value on the host's monotone clock, if not now: another process may have read it, or the source is slow. */
  readonly takenNanoseconds?: bigint;
}

/** Reads energy counters of components of this machine. A {@link SensorFactory} makes it. Probe before reading. */
export interface Sensor {
  readonly id: string;
  /** Components that it can measure if the machine has them. */
  readonly components: readonly Component[];
  /** Synchronous, because counters must be read before the command starts. */
  readonly probe: () => SensorAvailability;
  /**
   * Reads all channels. Synchronous on purpose: an open file descriptor costs under 1 us, a promise-based read 50. A slow source
   * (a child process) returns all values since the last look, oldest first, or an empty list.
   */
  readonly read: () => readonly Reading[];
  /**
   * Present: a command need not wait for it, because it opens slowly or shows power only. It is probed after the command has
   * started. This loses nothing if the command cannot have used the hardware by then, or otherwise a few milliseconds.
   */
  readonly opensAfterStart?: true;
  /** Present if it reads accelerators: lists them and the processes that use them. */
  readonly accelerators?: AcceleratorReader;
  /** Closes descriptors. A later reading is a broken contract. */
  readonly close: () => void;
}

/** {@link Availability} of an instrument. Its channels say what they measure and how they are read. */
export type SensorAvailability = (
  | { readonly state: "ready"; readonly channels: readonly InstrumentChannel[] }
  | Exclude<Availability, { readonly state: "ready" }>
) & {
  /** Hardware that exists and that this sensor cannot read; another sensor may. Absent: none is known. */
  readonly unread?: readonly UnreadDevice[];
};

/** A piece of hardware whose energy a sensor cannot read. */
export interface UnreadDevice {
  /** Absent: the whole machine. */
  readonly component?: Component;
  /** As in {@link Channel}. */
  readonly device: string;
  readonly reason: string;
  /** How to allow this user to read it. Absent if permission is not the problem. */
  readonly remedy?: string;
}

/** Makes a sensor that sees the machine through `host` only, so that tests can show it another one. */
export type SensorFactory = (host: Host) => Sensor;
