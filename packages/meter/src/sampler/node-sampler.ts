import type { Host } from "@wattledger/sensors";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import type { RunMark } from "../machine/run-mark.ts";
import type { JobPlace } from "../record/job-place.ts";
import type { JobPart } from "../record/record.ts";
import { nodeFolder, sweepSeats, takeSeat } from "./seat.ts";
import type { SeatOutcome } from "./seat.ts";

/** A run's part in its job, and how it asks for the seat of its node. */
export interface JobSeat {
  readonly job: JobPart;
  readonly outcome: SeatOutcome;
  /** Asks again, when the holder may have ended. */
  readonly takeSeat: () => SeatOutcome;
  /** Asks for one device of the node alone. */
  readonly takeDevice: (device: string) => SeatOutcome;
}

/**
 * The task of this process in its job: one rank on each node measures the node, and the others leave that to it. Undefined outside
 * of a job. Needs three small files. Nothing is sent to others.
 */
export function joinJob(host: Host, environment: Environment, self: RunMark): JobSeat | undefined {
  const place = findJob(environment);
  if (place === undefined) return undefined;
  const folder = nodeFolder(environment);
  const name = seatName(host, place);
  const take = (suffix: string): SeatOutcome =>
    folder === undefined || name === undefined
      ? { kind: "unavailable", reason: "the processes of this node have no shared folder" }
      : takeSeat(host, folder, `${name}${suffix}`, self);
  // A job's own script has no other ranks next to it.
  const outcome: SeatOutcome = place.rank === undefined ? { kind: "taken" } : take("");
  const role = outcome.kind === "occupied" ? "rank" : "sampler";
  return {
    job: { ...place, role, ...(outcome.kind === "occupied" ? { measuredBy: outcome.holder.id } : {}) },
    outcome,
    takeSeat: () => take(""),
    takeDevice: (device) => take(`-${device.replaceAll(/[^\w.:+-]/g, "-")}`),
  };
}

/** Removes seats of jobs that ended long ago. Not needed before a command starts. */
export function forgetSeats(host: Host, environment: Environment, nowSeconds: number): void {
  const folder = nodeFolder(environment);
  if (folder !== undefined) sweepSeats(host, folder, nowSeconds);
}

/** The boot id names the machine, even if nodes share the folder against all advice. Without a boot id a seat is not available. */
function seatName(host: Host, { key }: JobPlace): string | undefined {
  const bootId = host.readText("/proc/sys/kernel/random/boot_id")?.trim();
  return bootId === undefined ? undefined : `${bootId.slice(0, 13)}-${key.slice(0, 150)}`;
}
