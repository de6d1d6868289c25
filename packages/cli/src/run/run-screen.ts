import { formatReadable, printable } from "@wattledger/core";
import { uncountedComponents } from "@wattledger/meter";
import type { RunStarted } from "@wattledger/meter";
import { paragraph } from "../paragraph.ts";
import { answerRows, answerTable } from "./answer-table.ts";
import { shortBudgetText, shortProgressText } from "./progress-text.ts";
import { energyFactor, shortId } from "./summary-text.ts";
import type { ShownRun } from "./summary-text.ts";

/** A run as its first screen needs it: what was asked, and what each sensor found. */
export interface FinishedRun extends ShownRun {
  readonly started: Pick<RunStarted, "id" | "name" | "command" | "options" | "job" | "sensors">;
}

/**
 * The answer of a run: what it took, how sure that is, what is not counted, and how to see more. Seven lines, and one more for
 * each of a cost, a budget and progress that the user asked for.
 */
export function runScreen(run: FinishedRun, width: number): string {
  const { started, measurement } = run;
  const { progress } = measurement;
  const lines = [
    headLine(run, width),
    ...(measurement.energy.length === 0
      ? ["  Nothing could be measured or modelled: wattledger doctor says why."]
      : answerTable(answerRows(run), width)),
    ...(progress?.budget === undefined
      ? []
      : [paragraph(shortBudgetText(progress.budget), { first: "  Budget: ", rest: "    ", width })]),
    ...shortProgressText(progress, energyFactor(run)).map((text) =>
      paragraph(text, { first: "  ", rest: "    ", width }),
    ),
    paragraph(hintLine(run), { width }),
    paragraph(
      run.unrecorded === true
        ? "The record could not be written: there is nothing more to show."
        : `wattledger runs show ${shortId(started.id)} · runs explain ${shortId(started.id)} · runs compare ${shortId(started.id)}`,
      { rest: "  ", width },
    ),
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

/** What ran, how long, how it ended, and whether anything was measured. The command is cut, the rest never. */
function headLine(run: FinishedRun, width: number): string {
  const { started, measurement, end } = run;
  const took = `: ${formatReadable(measurement.durationSeconds, "s")}, ${end}.`;
  const basis = isModelled(run) ? " No power meter: modelled." : "";
  const name = printable(started.name ?? started.command.join(" "));
  const room = Math.max(shortestName, width - "wattledger: ".length - took.length - basis.length);
  return paragraph(`${cut(name, room)}${took}${basis}`, { first: "wattledger: ", rest: "  ", width });
}

const shortestName = 12;

function isModelled({ measurement }: ShownRun): boolean {
  return measurement.energy.length > 0 && measurement.quality.measuredShare === 0;
}

/** The commonest reason for a worse figure first: a meter that may not be read, then a share of a machine of one's own. */
function hintLine({ started, measurement }: FinishedRun): string {
  const denied = started.sensors.filter(({ availability }) => availability.state === "denied").map(({ id }) => id);
  if (denied.length > 0)
    return `${denied.join(", ")} may not be read by this user: wattledger doctor says how to allow it.`;
  const left = uncountedComponents(measurement).map(({ component }) => component);
  const uncounted = left.length === 0 ? "" : `Not counted: ${left.join(", ")}. `;
  const { zone, scope } = started.options;
  const alone = started.job === undefined && scope !== "machine" ? "Alone on this machine? --scope machine." : "";
  return `${uncounted}${zone === undefined ? "No zone was given: set --zone." : alone}`.trim();
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
