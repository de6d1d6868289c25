import type { MachineFacts } from "../record/machine-facts.ts";

/** The assumptions about a machine that nobody described, each with a sentence that states it. */
export interface Assumptions {
  /** Row of the factor family `facility.pue`. */
  readonly facility: "industry" | "outside-data-centre";
  /** Row of the factor family `embodied.device`. */
  readonly device: "laptop" | "desktop" | "server";
  /** The part of the device that this system is: less than 1 for a virtual machine. */
  readonly devicePart: { readonly value: number; readonly low: number; readonly high: number; readonly basis: string };
  /** States `facility`. Not needed if the PUE or the data centre is known. */
  readonly facilityNote: string;
  /** States `device`, if the device could not be identified. */
  readonly deviceNote?: string;
}

/** Hardware threads of a server that hosts virtual machines: two sockets of 16 to 192 threads. Expert value. */
const hostThreads = { central: 128, low: 32, high: 384 };

/** Decides from the machine's own facts what kind of device it is and whether it is in a data centre. */
export function assume(machine: MachineFacts): Assumptions {
  const virtual = machine.virtualised === true;
  const inDataCentre = virtual || machine.chassis === "server";
  const device = machine.chassis === "laptop" || machine.chassis === "desktop" ? machine.chassis : "server";
  return {
    facility: inDataCentre ? "industry" : "outside-data-centre",
    device,
    devicePart: virtual
      ? partOfHost(machine.logicalProcessors)
      : { value: 1, low: 1, high: 1, basis: "the whole device" },
    facilityNote: inDataCentre
      ? `assumed that ${virtual ? "a virtual machine" : "a server"} runs in a data centre with the industry's mean PUE; give --pue to change this`
      : "assumed that the machine is outside a data centre (PUE 1); give --pue to change this",
    ...(device === "server" && machine.chassis === "unknown"
      ? { deviceNote: "the kind of device is unknown; assumed the embodied carbon of a two-socket server" }
      : {}),
  };
}

/** Whether the machine may be a cloud's. The environment of other machines may also name a region: tools on a laptop do. */
export function mayBeInCloud({ platform, virtualised, chassis }: MachineFacts): boolean {
  return platform === "linux" && (virtualised === true || chassis === "server" || chassis === "unknown");
}

function partOfHost(processors: number): Assumptions["devicePart"] {
  const part = (threads: number): number => Math.min(1, processors / threads);
  return {
    value: part(hostThreads.central),
    low: part(hostThreads.high),
    high: part(hostThreads.low),
    basis: `${processors} of ${hostThreads.central} (${hostThreads.low} to ${hostThreads.high}) hardware threads of an unknown host, an expert value`,
  };
}
