import { formatNumber, formatQuantity, formatReadable, printable } from "@wattledger/core";
import { uncountedComponents } from "@wattledger/meter";
import type { RunStarted } from "@wattledger/meter";
import { columns } from "../columns.ts";
import { progressRows } from "./progress-text.ts";
import { shortId } from "./summary-text.ts";
import type { ShownRun } from "./summary-text.ts";

/** A run as its first screen needs it: what was asked, and what each sensor found. */
export interface FinishedRun extends ShownRun {
  readonly started: Pick<RunStarted, "id" | "name" | "command" | "options" | "job" | "sensors">;
}

/** The answer of a run, on at most eight lines: what it took, how sure that is, what is not counted, and how to see more. */
export function runScreen(run: FinishedRun, width: number): string {
  const { started, measurement, end } = run;
  const rows = [
    row(run, "Energy", "energy", measuredText(run)),
    row(run, "Carbon", "carbon", `location-based, ${placeText(run)}`),
    row(run, "Hardware", "embodied", "carbon of making it, its share"),
    row(run, "Water", "water", ""),
    ...costRow(run),
  ];
  const took = `: ${formatReadable(measurement.durationSeconds, "s")}, ${end}${isModelled(run) ? ". No power meter: modelled." : ""}`;
  const room = Math.max(12, width - "wattledger: ".length - took.length);
  const lines = [
    `wattledger: ${cut(printable(started.name ?? started.command.join(" ")), room)}${took}`,
    ...(measurement.energy.length === 0
      ? ["  Nothing could be measured or modelled: wattledger doctor says why."]
      : columns(rows, { gap: "   " })),
    ...progressRows(measurement.progress)
      .slice(0, 1)
      .map(([label, words]) => `  ${label.charAt(0).toUpperCase()}${label.slice(1)}: ${words}`),
    hintLine(run),
    run.unrecorded === true
      ? "The record could not be written: there is nothing more to show."
      : `wattledger runs show ${shortId(started.id)} · runs explain ${shortId(started.id)} · runs compare ${shortId(started.id)}`,
  ];
  return `${lines
    .filter((line) => line !== "")
    .map((line) => cut(line, width))
    .join("\n")}\n`;
}

function isModelled({ measurement }: ShownRun): boolean {
  return measurement.energy.length > 0 && measurement.quality.measuredShare === 0;
}

function measuredText({ measurement }: ShownRun): string {
  const { measuredShare } = measurement.quality;
  return measuredShare === 0 ? "" : `${Math.round(measuredShare * 100)} % measured`;
}

type Row = readonly [name: string, value: string, interval: string, remark: string];

function row({ results }: ShownRun, name: string, result: string, remark: string): Row {
  const quantity = results.get(result)?.quantity;
  if (quantity === undefined) return [name, "unknown", "", remark];
  const [, value = "", interval = ""] = /^(.*?)(?: \((.*)\))?$/u.exec(formatQuantity(quantity)) ?? [];
  return [name, value, interval, remark];
}

function costRow({ cost }: ShownRun): readonly Row[] {
  if (cost === undefined) return [];
  if (!cost.ok) return [["Cost", "unknown", "", cost.error]];
  const { amount, price } = cost.value;
  const interval = amount.low < amount.high ? `${formatNumber(amount.low, 2)} to ${formatNumber(amount.high, 2)}` : "";
  return [["Cost", `${formatNumber(amount.nominal)} ${price.currency}`, interval, "of the electricity"]];
}

/** Whose electricity it is, and of which year. */
function placeText({ inputs }: FinishedRun): string {
  const intensity = inputs["intensity"];
  if (intensity?.kind !== "number" || intensity.origin.kind !== "factor") return "intensity given";
  const { factor } = intensity.origin;
  const place = factor.title.replace(/, carbon intensity of electricity.*$/u, "");
  return `${place} ${factor.year}`;
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
