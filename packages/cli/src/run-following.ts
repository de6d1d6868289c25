import { followRun } from "@wattledger/meter";
import type { FollowedRun, RunningRun, RunStatus } from "@wattledger/meter";
import type { EventSocket } from "@wattledger/meter/measure";
import { budgetText, statusText } from "./progress-text.ts";
import type { RunOptions } from "./run.ts";

/** Begins to follow a run that has started: answers its socket, warns of its budget, shows its line. */
export function beginToFollow(
  run: RunningRun,
  options: RunOptions,
  live: boolean,
  socket: EventSocket | undefined,
): { readonly run: FollowedRun; readonly clearLine: () => void } {
  const { budget, epochs, onBudget } = options;
  const line = live ? openLine() : undefined;
  const followed = followRun(run, {
    ...(epochs === undefined ? {} : { plannedEpochs: epochs }),
    ...(budget === undefined ? {} : { budget }),
    onBudget,
    budgetWorsened: (status) => {
      line?.clear();
      if (status.budget !== undefined)
        process.stderr.write(`wattledger: budget ${budgetText(status.budget, status)}\n`);
    },
    ...(line === undefined ? {} : { show: (status: RunStatus) => line.draw(statusText(status)) }),
  });
  socket?.serve(async (text) => {
    const mark = run.mark();
    const { parseRunEvent } = await import("@wattledger/meter/records");
    const event = parseRunEvent(text);
    if (typeof event === "string") return JSON.stringify({ ok: false, error: event });
    const reply = await followed.tell(event, mark);
    return JSON.stringify(reply.ok ? { ok: true, ...reply.status } : reply);
  });
  return { run: followed, clearLine: () => line?.clear() };
}

/** A line that is written over itself. Whatever the command writes begins at its start. */
function openLine(): { readonly draw: (text: string) => void; readonly clear: () => void } {
  const erase = "\r\u001b[K";
  let drawn = false;
  return {
    draw: (text) => {
      process.stderr.write(`${erase}${text.slice(0, (process.stderr.columns ?? 80) - 1)}\r`);
      drawn = true;
    },
    clear: () => {
      if (drawn) process.stderr.write(erase);
      drawn = false;
    },
  };
}
