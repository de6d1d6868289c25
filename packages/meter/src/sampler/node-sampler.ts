import type { Host } from "@wattledger/sensors";
import type { RunMark } from "../machine/run-mark.ts";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import type { JobPlace } from "../record/job-place.ts";
import type { JobPart } from "../record/record.ts";
import { nodeFolder, sweepSeats, takeSeat } from "./seat.ts";
import type { SeatOutcome } from "./seat.ts";

/** A run's part in its job, and how it asks for the seat of its node. */
export interface JobSeat {
  readonly job: JobPart;
  readonly outcome: SeatOutcome;
  /** Asks again, when the holder may have gone. */
  readonly takeSeat: () => SeatOutcome;
  /** Asks for one device of the node alone. */
  readonly takeDevice: (device: string) => SeatOutcome;
}

/**
 * What this process is to do for its job: one rank on each node measures it, the others leave that to it. Undefined outside
 * of a job. Three small files; nothing is sent to anybody.
 */
export function joinJob(host: Host, environment: Environment, self: RunMark): JobSeat | undefined {
  const place = findJob(environment);
  if (place === undefined) return undefined;
  const folder = nodeFolder(environment);
  const name = seatName(host, place);
  const take = (suffix: string): SeatOutcome =>
    folder === undefined || name === undefined
      ? { kind: "unavailable", reason: "there is no folder that the processes of this node share" }
      : takeSeat(host, folder, `${name}${suffix}`, self);
  // A job's own script has no other ranks beside it.
  const outcome: SeatOutcome = place.rank === undefined ? { kind: "taken" } : take("");
  const role = outcome.kind === "occupied" ? "rank" : "sampler";
  return {
    job: { ...place, role, ...(outcome.kind === "occupied" ? { measuredBy: outcome.holder.id } : {}) },
    outcome,
    takeSeat: () => take(""),
    takeDevice: (device) => take(`-${device.replaceAll(/[^\w.:+-]/g, "-")}`),
  };
}

/** Forgets seats of jobs that have ended long ago; not needed before a command starts. */
export function forgetSeats(host: Host, environment: Environment, nowSeconds: number): void {
  const folder = nodeFolder(environment);
  if (folder !== undefined) sweepSeats(host, folder, nowSeconds);
}

/** The boot names the machine, in a folder that might be shared against all advice; where nothing does, there is no seat. */
function seatName(host: Host, { key }: JobPlace): string | undefined {
  const bootId = host.readText("/proc/sys/kernel/random/boot_id")?.trim();
  return bootId === undefined ? undefined : `${bootId.slice(0, 13)}-${key.slice(0, 150)}`;
}
