import type { JobPlace } from "../record/job-place.ts";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { Reservation } from "../record/use.ts";

/**
 * The part of a machine's processors that is reserved for the command: by a batch system, or by the limit of its
 * container: the smaller of the two. Undefined if it may use all of them. Memory needs no such part: it is
 * divided by use.
 */
export function reservationOf(
  { logicalProcessors, container }: Pick<MachineFacts, "logicalProcessors" | "container">,
  job: Pick<JobPlace, "processors" | "launcher"> | undefined,
): Reservation | undefined {
  const given = [
    { processors: job?.processors, by: "the batch system" },
    {
      processors: container?.processors,
      by: container?.kind === "control-group" ? "the control group's limit" : "the container's limit",
    },
  ];
  let least: { readonly processors: number; readonly by: string } | undefined;
  for (const { processors, by } of given) {
    if (processors === undefined || processors <= 0 || processors >= logicalProcessors) continue;
    if (least === undefined || processors < least.processors) least = { processors, by };
  }
  if (least === undefined) return undefined;
  const { processors, by } = least;
  return {
    share: processors / logicalProcessors,
    basis: `${Number(processors.toPrecision(3))} of ${logicalProcessors} processors by ${by}`,
  };
}
