import type { Result } from "@wattledger/core";
import type { Host, ReadFailure } from "./host.ts";

/** Part of the machine that a reading is of (the words of the footprint's components). */
export type Component = "cpu" | "gpu" | "dram" | "storage" | "network" | "other";

/** What looking at this machine found. Only `ready` is usable; the others are ordinary, not errors. */
export type Availability =
  | { readonly state: "ready"; readonly channels: readonly Channel[] }
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "denied"; readonly reason: string; readonly remedy: string };

/** One source of energy figures: a RAPL package, a memory model. Energies of distinct channels may be added. */
export interface Channel {
  /** Unique on the machine: `rapl-powercap/package-0`. */
  readonly id: string;
  readonly component: Component;
  /** Whether an instrument or a model says so; a model's `evidence` names it and its parameters for people. */
  readonly method: "measured" | "modelled";
  readonly evidence: string;
  /** Standard uncertainty relative to the value, and who says so. */
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** A channel that an instrument's monotone energy counter stands behind. */
export interface CounterChannel extends Channel {
  readonly method: "measured";
  /** Where the counter wraps, in joules; absent if it never does. */
  readonly rangeJoules?: number;
  /** Most power that a reading may claim before it is called implausible. */
  readonly plausibleWatts: number;
  /** How often the instrument renews the counter: a window's edges are known no better than this. */
  readonly refreshSeconds: number;
}

/** The state of a channel's counter, or why it could not be had this time: one bad zone does not silence the rest. */
export interface Reading {
  readonly channel: string;
  readonly counterJoules: Result<number, ReadFailure>;
}

/** Reads energy counters of components of this machine. Made by a {@link SensorFactory}; probe before reading. */
export interface Sensor {
  readonly id: string;
  /** Components that it may speak of, where the machine has them. */
  readonly components: readonly Component[];
  /** Synchronous, since counters must be read before the command starts. */
  readonly probe: () => SensorAvailability;
  /** Synchronous on purpose: a kept file descriptor costs under 1 us, a promise-based read 50. */
  readonly read: () => readonly Reading[];
  /** Lets go of descriptors. Reading afterwards is a broken promise. */
  readonly close: () => void;
}

/** {@link Availability} of an instrument, whose channels say how their counters behave. */
export type SensorAvailability =
  | { readonly state: "ready"; readonly channels: readonly CounterChannel[] }
  | Exclude<Availability, { readonly state: "ready" }>;

/** Makes a sensor that sees the machine through `host` only, so that tests can show it another. */
export type SensorFactory = (host: Host) => Sensor;
