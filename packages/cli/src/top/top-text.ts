import { convert, formatNumber, formatQuantity, formatReadable, printable } from "@wattledger/core";
import type { Propagated } from "@wattledger/core";
import type { MachineView } from "@wattledger/meter/records";
import { columns } from "../columns.ts";
import { columnsOf } from "../runs/sparkline.ts";

/** A run in progress, with its figures so far. */
export interface RunningRow {
  /** The letters that name it. */
  readonly id: string;
  readonly name: string;
  readonly elapsedSeconds: number;
  /** Until its last sample; absent where nothing is known yet. */
  readonly results?: ReadonlyMap<string, Propagated>;
  /** Until when the results are. */
  readonly sampledSeconds?: number;
}

/** What one page of `wattledger top` shows. */
export interface TopView {
  /** Time of day, for people. */
  readonly clock: string;
  readonly view: MachineView;
  /** Power of each meter over the last looks, the oldest first; by id. */
  readonly history: ReadonlyMap<string, readonly number[]>;
  readonly runs: readonly RunningRow[];
}

/** The machine and its runs as lines, none longer than `width`; at most `height` of them, the runs cut off first. */
export function topLines(page: TopView, width: number, height: number): readonly string[] {
  const lines = [...machineLines(page), "", ...runLines(page)].map((line) => cut(line, width));
  if (lines.length <= height) return lines;
  return [...lines.slice(0, Math.max(0, height - 1)), cut(`  ${lines.length - height + 1} more lines`, width)];
}

const historyColumns = 20;

function machineLines({ clock, view, history }: TopView): readonly string[] {
  const { machine, busyShare, memoryUsedBytes, measurement, watts } = view;
  const threads = `${machine.logicalProcessors} hardware thread${machine.logicalProcessors === 1 ? "" : "s"}`;
  const busy = busyShare === undefined ? "load unknown" : `${Math.round(busyShare * 100)} % busy`;
  const memory =
    memoryUsedBytes === undefined || machine.memoryBytes === undefined
      ? "memory unknown"
      : `${formatReadable(memoryUsedBytes, "B")} of ${formatReadable(machine.memoryBytes, "B")} in use`;
  const meters = measurement.energy.map(({ channel: { id, component, method } }) => {
    const power = watts.get(id);
    const value = power === undefined ? "unknown" : formatReadable(power, "W");
    return `  ${component.padEnd(9)} ${value.padStart(8)}  ${bars(history.get(id) ?? []).padEnd(historyColumns)}  ${method}, ${id}`;
  });
  const missing = measurement.missing.map(({ component, reason }) => `  ${component.padEnd(9)}  unknown  ${reason}`);
  return [
    `wattledger top  ${clock}  ${machine.processorModel ?? "processor of a model that is not named"}, ${threads}`,
    `  ${busy}, ${memory}`,
    "",
    "Power of the whole machine",
    ...meters,
    ...(meters.length === 0 ? ["  unknown: no instrument and no model speaks"] : []),
    ...missing,
    "",
    ...sinceLines(view),
  ];
}

function sinceLines({ accounted, elapsedSeconds, measurement }: MachineView): readonly string[] {
  const head = `Whole machine in these ${formatReadable(elapsedSeconds, "s")}`;
  if ("problem" in accounted) return [head, `  unknown: ${accounted.problem}`];
  const { results, inputs } = accounted;
  if (measurement.energy.length === 0) return [head, "  unknown"];
  const intensity = inputs["intensity"];
  const place =
    intensity?.kind === "number" && intensity.origin.kind === "factor"
      ? `${intensity.origin.factor.title.replace(/, carbon intensity .*$/u, "")}, ${formatNumber(intensity.value)} gCO2e/kWh`
      : "";
  const rates = (["energy", "carbon"] as const).map((name) => {
    const quantity = results.get(name)?.quantity;
    return quantity === undefined ? undefined : (quantity.nominal * 3600) / elapsedSeconds;
  });
  const [energyHour, carbonHour] = rates;
  return [
    head,
    `  energy    ${figure(results, "energy")}, with rest of node and facility${energyHour === undefined ? "" : `; ${formatReadable(energyHour, "kWh")} an hour`}`,
    `  carbon    ${figure(results, "carbon")}, ${place}${carbonHour === undefined ? "" : `; ${formatReadable(carbonHour, "gCO2e")} an hour`}`,
  ];
}

function runLines({ runs }: TopView): readonly string[] {
  if (runs.length === 0) return ["Runs in progress: none in this store"];
  const rows = runs.map(({ id, name, elapsedSeconds, sampledSeconds, results }) => {
    const energy = results?.get("energy")?.quantity.nominal;
    const power =
      energy === undefined || sampledSeconds === undefined || sampledSeconds === 0
        ? "unknown"
        : formatReadable(convert(energy, "kWh", "J") / sampledSeconds, "W");
    return [id, formatReadable(elapsedSeconds, "s"), power, figure(results, "energy"), figure(results, "carbon"), name];
  });
  const all = [["run", "for", "power", "energy so far", "carbon so far", "name"], ...rows];
  return [
    `Runs in progress: ${runs.length}; their share of the machine, until their last sample, power as its mean`,
    ...columns(all),
  ];
}

function figure(results: ReadonlyMap<string, Propagated> | undefined, name: string): string {
  const quantity = results?.get(name)?.quantity;
  return quantity === undefined ? "unknown" : formatQuantity(quantity);
}

const levels = "▁▂▃▄▅▆▇█";

/** The last powers from 0 to their highest, the newest at the right. */
function bars(powers: readonly number[]): string {
  const steps = powers.slice(-historyColumns).map((watts, at) => ({ fromSeconds: at, toSeconds: at + 1, watts }));
  const top = Math.max(0, ...steps.map(({ watts }) => watts));
  return columnsOf(steps, steps.length, steps.length)
    .map((watts = 0) => levels[Math.min(7, Math.max(0, Math.ceil((top > 0 ? watts / top : 0) * 8) - 1))] ?? "")
    .join("");
}

function cut(line: string, width: number): string {
  const text = printable(line.trimEnd());
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
