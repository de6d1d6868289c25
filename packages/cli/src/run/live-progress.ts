import { defined } from "@wattledger/core";
import { printable } from "@wattledger/core/quote";
import { followRun, perKilowattHour, priceOfRun } from "@wattledger/meter";
import type { FollowedRun, RunningRun, RunStatus } from "@wattledger/meter";
import type { EventSocket } from "@wattledger/meter/measure";
import { complain, errorStream } from "../terminal.ts";
import { budgetText, statusText } from "./progress-text.ts";
import type { RunOptions } from "./run.ts";
import { storeFolder } from "./store-folder.ts";

/** Follows a run that has started: answers its socket, warns at its budget, shows its live line. */
export async function beginToFollow(
  run: RunningRun,
  options: RunOptions,
  live: boolean,
  socket: EventSocket | undefined,
): Promise<{ readonly run: FollowedRun; readonly clearLine: () => void }> {
  const pricePerKilowattHour = await budgetPrice(run, options);
  const { budget, epochs, onBudget } = options;
  const line = live ? openLine() : undefined;
  const followed = followRun(run, {
    ...defined({ plannedEpochs: epochs, budget, pricePerKilowattHour }),
    onBudget,
    pastRuns: async () => {
      const { readPastRuns } = await import("@wattledger/meter/records");
      return await readPastRuns(storeFolder(), run.started);
    },
    budgetWorsened: (status) => {
      line?.clear();
      if (status.budget !== undefined) complain(`budget ${budgetText(status.budget, status)}`);
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

/** Price of a kilowatt-hour in the currency of the budget. If it is unknown, says so, and the budget is not watched. */
async function budgetPrice({ started }: RunningRun, { budget, prices }: RunOptions): Promise<number | undefined> {
  if (budget?.kind !== "cost" || prices === undefined) return undefined;
  const { readPrices } = await import("../settings/price-file.ts");
  const read = await readPrices(prices);
  const found = read.ok ? await priceOfRun(started, read.value) : read;
  const problem = !found.ok
    ? found.error
    : found.value.currency === budget.currency
      ? undefined
      : `the price is in ${found.value.currency}`;
  if (found.ok && problem === undefined) return perKilowattHour(found.value, found.value.price);
  complain(`--budget ${budget.text} is not watched: ${problem ?? ""}`);
  return undefined;
}

/** A line that is overwritten in place. Output of the command begins at its start. */
function openLine(): { readonly draw: (text: string) => void; readonly clear: () => void } {
  const erase = "\r\u001b[K";
  let drawn = false;
  return {
    draw: (text) => {
      errorStream().write(`${erase}${printable(text).slice(0, (process.stderr.columns ?? 80) - 1)}\r`);
      drawn = true;
    },
    clear: () => {
      if (drawn) errorStream().write(erase);
      drawn = false;
    },
  };
}
