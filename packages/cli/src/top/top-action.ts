import { setTimeout } from "node:timers/promises";
import { WattledgerError, defined } from "@wattledger/core";
import { grid } from "@wattledger/factors";
import { footprintOfRecord, openRunningRuns, watchMachine } from "@wattledger/meter/records";
import type { MachineView, MachineWatch, RunRecord, RunningRuns } from "@wattledger/meter/records";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import { hintsOfThisMachine } from "../run/place-of-machine.ts";
import { shortId } from "../run/summary-text.ts";
import { storeFolder } from "../runs/runs-open.ts";
import { openScreen } from "../screen.ts";
import type { Screen } from "../screen.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { topLines } from "./top-text.ts";
import type { RunningRow, TopView } from "./top-text.ts";
import type { TopOptions } from "./top.ts";

/** Does what `wattledger top` was asked to: one page, or one after another until a key or a signal ends it. */
export async function runTop(options: TopOptions): Promise<void> {
  const { zone, pue, interval, sysfsRoot, procfsRoot } = options;
  await refuseUnknown(zone);
  const host = machineHost(defined({ sysfsRoot, procfsRoot }));
  const watch = await watchMachine({
    host,
    sensorFactories,
    intervalSeconds: interval,
    startedAt: new Date(),
    place: hintsOfThisMachine(machineHost()),
    ...defined({ zone, pue }),
  });
  const pages = pagesOf(watch, openRunningRuns(storeFolder(), machineHost()));
  try {
    const asJson = options.json === true;
    if (asJson || options.once === true || !process.stdout.isTTY || !process.stdin.isTTY)
      await printOnce(pages, interval, asJson);
    else await showUntilEnded(pages, interval);
  } finally {
    watch.close();
  }
}

async function refuseUnknown(zone: string | undefined): Promise<void> {
  if (zone === undefined) return;
  const found = await grid.find(zone);
  if (!found.ok) throw new WattledgerError("unknown-name", `--zone: ${found.error.message}`);
}

async function printOnce(pages: () => Promise<TopView>, interval: number, asJson: boolean): Promise<void> {
  await sleep(interval);
  const page = await pages();
  if (asJson) {
    writeJson(topDocument(page));
    return;
  }
  const lines = topLines(page, process.stdout.isTTY ? process.stdout.columns : 80, Infinity);
  writeOut(`${lines.join("\n")}\n`);
}

/** One page as data. What is not known is null. */
function topDocument({ view, runs }: TopView): Readonly<Record<string, unknown>> {
  const { machine, busyShare, memoryUsedBytes, measurement, watts, elapsedSeconds } = view;
  return {
    schema: "wattledger/top/1",
    machine: {
      processorModel: machine.processorModel ?? null,
      logicalProcessors: machine.logicalProcessors,
      busyShare: busyShare ?? null,
      memoryUsedBytes: memoryUsedBytes ?? null,
      memoryBytes: machine.memoryBytes ?? null,
    },
    elapsedSeconds,
    meters: measurement.energy.map(({ channel: { id, component, method } }) => ({
      id,
      component,
      method,
      watts: watts.get(id) ?? null,
    })),
    missing: measurement.missing,
    runs: runs.map(({ id, name, elapsedSeconds: runSeconds, sampledSeconds, results }) => ({
      id,
      name,
      elapsedSeconds: runSeconds,
      sampledSeconds: sampledSeconds ?? null,
      energy: results?.get("energy")?.quantity ?? null,
      carbon: results?.get("carbon")?.quantity ?? null,
    })),
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** The terminal is given back at every end: by key, by signal, or by a defect. */
async function showUntilEnded(pages: () => Promise<TopView>, interval: number): Promise<void> {
  let latest: TopView | undefined;
  const ending = new AbortController();
  const draw = (): void => {
    if (latest !== undefined) screen.show(topLines(latest, screen.columns(), screen.rows()));
  };
  const screen: Screen = openScreen(
    { output: process.stdout, input: process.stdin },
    { onKey: (key) => key === "q" && ending.abort(), onResize: () => draw() },
  );
  const onSignal = (signal: NodeJS.Signals): void => ending.abort(signal);
  const onContinue = (): void => {
    screen.retake();
    draw();
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.on("SIGCONT", onContinue);
  // Also where something throws that nobody catches.
  process.once("exit", screen.leave);
  try {
    while (!ending.signal.aborted) {
      latest = await pages();
      draw();
      await sleep(interval, ending.signal);
    }
  } finally {
    screen.leave();
    for (const signal of signals) process.off(signal, onSignal);
    process.off("SIGCONT", onContinue);
  }
  const bySignal = signals.find((signal) => signal === ending.signal.reason);
  if (bySignal !== undefined) process.kill(process.pid, bySignal);
}

const historyLength = 60;

/** Takes page after page; each looks at the machine and at the store. */
function pagesOf(watch: MachineWatch, running: RunningRuns): () => Promise<TopView> {
  const history = new Map<string, readonly number[]>();
  return async () => {
    const view: MachineView = await watch.look();
    for (const [id, watts] of view.watts) history.set(id, [...(history.get(id) ?? []), watts].slice(-historyLength));
    const runs: RunningRow[] = [];
    for (const record of running.look()) runs.push(await rowOf(record));
    return { clock: new Date().toTimeString().slice(0, 8), view, history, runs };
  };
}

async function rowOf(record: RunRecord): Promise<RunningRow> {
  const { id, name, startedAt } = record.started;
  const elapsedSeconds = Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000);
  const found = await footprintOfRecord(record);
  const known = found.ok && found.value.measurement.energy.length > 0 ? found.value : undefined;
  return {
    id: shortId(id),
    name: name ?? "",
    elapsedSeconds,
    ...defined({ results: known?.results, sampledSeconds: known?.measurement.durationSeconds }),
  };
}

/** Waits, or not any longer once it is over. */
async function sleep(seconds: number, over?: AbortSignal): Promise<void> {
  await setTimeout(seconds * 1000, undefined, over === undefined ? {} : { signal: over }).catch((error: unknown) => {
    if (over?.aborted !== true) throw error;
  });
}
