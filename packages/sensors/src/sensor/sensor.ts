import type { Result } from "@wattledger/core";
import type { AcceleratorReader } from "./accelerator.ts";
import type { Host, ReadFailure } from "../host/host.ts";

/** Part of the machine that a reading is of (the words of the footprint's components). */
export type Component = "cpu" | "gpu" | "dram" | "storage" | "network" | "other";

/** What looking at this machine found. Only `ready` is usable; the others are ordinary, not errors. */
export type Availability =
  | { readonly state: "ready"; readonly channels: readonly Channel[] }
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "denied"; readonly reason: string; readonly remedy: string };

/** What every source of energy figures says of itself, whatever it is of. */
export interface FigureSource {
  /** Unique on the machine: `rapl-powercap/package-0`. */
  readonly id: string;
  /** Whether an instrument or a model says so; a model's `evidence` names it and its parameters for people. */
  readonly method: "measured" | "modelled";
  readonly evidence: string;
  /**
   * The piece of hardware it is of, where several sensors may speak of one: `pci:0000:1b:00.0`. Of two channels of one
   * component and device the later in the registry is not used (see {@link distinctChannels}).
   */
  readonly device?: string;
  /** Model of that hardware as its maker prints it: `NVIDIA H100 80GB HBM3`. Absent where nothing tells. */
  readonly model?: string;
  /** Standard uncertainty relative to the value, and who says so. */
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** One source of energy figures of a component: a RAPL package, a memory model. Energies of distinct channels may be added. */
export interface Channel extends FigureSource {
  readonly component: Component;
}

/** An instrument's figure: what it is of, and whether it counts energy or shows power. */
export type InstrumentChannel = CounterChannel | PowerChannel;

/** A channel whose instrument has a monotone energy counter. */
export type CounterChannel = Instrument & Of & CounterReads;

/** A channel whose instrument shows power, which becomes energy by integration: what it does not see is lost. */
export type PowerChannel = Instrument & Of & PowerReads;

/** A channel of a component, whose energy is added to that of others and divided among commands. */
export type ComponentChannel = Instrument & OfComponent & (CounterReads | PowerReads);

/** A channel of a whole, whose energy is shown next to that of the components and never added to it, nor divided. */
export type WholeChannel = Instrument & OfWhole & (CounterReads | PowerReads);

interface Instrument extends FigureSource {
  readonly method: "measured";
  /** Most power that a reading may claim before it is called implausible. */
  readonly plausibleWatts: number;
  /** How often the instrument renews its figure: a window's edges are known no better than this. */
  readonly refreshSeconds: number;
}

type Of = OfComponent | OfWhole;

interface OfComponent {
  readonly of: "component";
  readonly component: Component;
}

/** An instrument of more than one component, such as a whole machine or a board: it contains what other channels count. */
interface OfWhole {
  readonly of: "whole";
  /** What it is the energy of, for people: "the platform as its firmware wired it". */
  readonly covers: string;
}

interface CounterReads {
  readonly reads: "counter";
  /** Where the counter wraps, in joules; absent if it never does. */
  readonly rangeJoules?: number;
}

interface PowerReads {
  readonly reads: "power";
  /** Time over which the instrument averages what it shows; 0: it shows instant power. */
  readonly averageSeconds: number;
}

/** Whether a channel's energy is of one component. */
export function isOfComponent(channel: InstrumentChannel): channel is ComponentChannel {
  return channel.of === "component";
}

/** What a channel tells, or why it could not be had this time: one bad zone does not silence the rest. */
export type Reading = CounterReading | PowerReading;

/** The state of a channel's counter. */
export interface CounterReading extends ReadingOf {
  readonly reads: "counter";
  readonly counterJoules: Result<number, ReadFailure>;
}

/** The power that a channel shows. Energy comes of it by integration. */
export interface PowerReading extends ReadingOf {
  readonly reads: "power";
  readonly watts: Result<number, ReadFailure>;
}

interface ReadingOf {
  readonly channel: string;
  /** When it was so, on the host's monotone clock, if not at this read: another process may have read it, a slow source answers late. */
  readonly takenNanoseconds?: bigint;
}

/** Reads energy counters of components of this machine. Made by a {@link SensorFactory}; probe before reading. */
export interface Sensor {
  readonly id: string;
  /** Components that it may speak of, where the machine has them. */
  readonly components: readonly Component[];
  /** Synchronous, since counters must be read before the command starts. */
  readonly probe: () => SensorAvailability;
  /**
   * Reads all channels. Synchronous on purpose: a kept file descriptor costs under 1 us, a promise-based read 50. A slow source
   * (a child process) gives all that came since the last look, oldest first, and nothing if nothing came.
   */
  readonly read: () => readonly Reading[];
  /**
   * Present: a command need not wait for it, as its opening takes long or it shows power only. It is probed as soon as the
   * command runs, which loses nothing where the command cannot have used the hardware by then, or a few milliseconds.
   */
  readonly opensAfterStart?: true;
  /** Present where it reads accelerators: which there are, and whose processes use them. */
  readonly accelerators?: AcceleratorReader;
  /** Lets go of descriptors. Reading afterwards is a broken promise. */
  readonly close: () => void;
}

/** {@link Availability} of an instrument, whose channels say what they are of and how they are read. */
export type SensorAvailability = (
  | { readonly state: "ready"; readonly channels: readonly InstrumentChannel[] }
  | Exclude<Availability, { readonly state: "ready" }>
) & {
  /** Hardware that is there and that this sensor cannot read; another sensor may. Absent: none is known of. */
  readonly unread?: readonly UnreadDevice[];
};

/** A piece of hardware whose energy a sensor cannot tell. */
export interface UnreadDevice {
  /** Absent: it is of the whole machine. */
  readonly component?: Component;
  /** As {@link Channel} names it. */
  readonly device: string;
  readonly reason: string;
  /** How this user may be allowed to read it; absent where permission is not what is missing. */
  readonly remedy?: string;
}

/** Makes a sensor that sees the machine through `host` only, so that tests can show it another. */
export type SensorFactory = (host: Host) => Sensor;
