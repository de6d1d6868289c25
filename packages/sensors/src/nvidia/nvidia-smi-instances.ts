import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import type { AcceleratorInstance } from "../sensor/accelerator.ts";
import { migSlices } from "./mig-profile.ts";

/** Instances of partitioned boards (MIG) by the UUID of their board. */
export type InstancesByBoard = ReadonlyMap<string, readonly AcceleratorInstance[]>;

/** The answer of `nvidia-smi -L` so far. */
export interface InstanceList {
  readonly instances: () => InstancesByBoard;
  readonly stop: () => void;
}

/** Asks once for the instances. If a program prints something else, it is stopped at its first line. */
export function listInstances(host: Host, program: string): InstanceList {
  const found = new Map<string, AcceleratorInstance[]>();
  let board: string | undefined;
  let running: { readonly stop: () => void } | undefined;
  const stop = (): void => {
    running?.stop();
    running = undefined;
  };
  running = host.programs?.start([program, "-L"], {
    onLine: (line) => {
      const uuid = /\(UUID: ((?:GPU|MIG)-[^)]+)\)\s*$/.exec(line)?.[1];
      if (uuid === undefined) stop();
      else if (uuid.startsWith("GPU-")) board = uuid;
      else if (board !== undefined) addInstance(found, board, uuid, line);
    },
    onEnd: () => {
      running = undefined;
    },
  });
  return { instances: () => found, stop };
}

function addInstance(found: Map<string, AcceleratorInstance[]>, board: string, uuid: string, line: string): void {
  const instances = found.get(board) ?? [];
  found.set(board, instances);
  const slices = migSlices(line);
  // The list numbers the instances of a board. It does not contain the hardware's numbers.
  const number = Number(/\bDevice\s+(\d+)/.exec(line)?.[1] ?? instances.length);
  instances.push({ uuid, gpuInstance: number, computeInstance: 0, ...defined({ slices }) });
}
