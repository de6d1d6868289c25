import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { machineHost, recordedHost } from "@wattledger/sensors";
import type { CounterChannel, PowerChannel, Host, SensorFactory } from "@wattledger/sensors";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openChannelMeter } from "../channels/channel-meter.ts";
import type { ChannelMeter } from "../channels/channel-meter.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import { samplerWordSchema } from "./sampler-word.ts";
import { openSampling } from "./sampling.ts";
import type { Sampling } from "./sampling.ts";
import { takeSeat } from "./seat.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const watts = 100;
const real = machineHost();
const nowSeconds = (): number => Number(real.nowNanoseconds()) / 1e9;
const self = (id: string): { id: string; pid: number; startTicks: number } => ({
  id,
  pid: process.pid,
  startTicks: readProcessStat(real, "self")?.startTicks ?? 0,
});

/** A counter that grows at a steady power on the clock of all processes, and records who opened and who read it. */
function steady(id: string, late: boolean, events: string[], who: string): SensorFactory {
  const channel: CounterChannel = {
    id: `${id}/0`,
    sensor: id,
    of: "component",
    reads: "counter",
    component: "gpu",
    method: "measured",
    evidence: "a test",
    relativeUncertainty: { value: 0.01, basis: "a test" },
    plausibleWatts: 1e6,
    refreshSeconds: 1e-6,
  };
  return () => ({
    id,
    components: ["gpu"],
    ...(late ? { opensAfterStart: true as const } : {}),
    probe: () => {
      events.push(`${who} opens ${id}`);
      return { state: "ready", channels: [channel] };
    },
    read: () => {
      events.push(`${who} reads ${id}`);
      return [{ channel: channel.id, reads: "counter", counterJoules: { ok: true, value: watts * nowSeconds() } }];
    },
    accelerators: {
      devices: () => [{ channel: channel.id, vendor: "nvidia", name: "H100", pciAddress: "0000:01:00.0" }],
      uses: () => [{ channel: channel.id, pid: 7, busyShare: 0.5 }],
    },
    close: () => undefined,
  });
}

interface Wrapper {
  readonly meter: ChannelMeter;
  readonly sampling: Sampling;
  readonly isOpen: () => boolean;
  readonly elapsed: () => number;
  /** Energy until now of each channel, over power times time. */
  readonly end: () => Promise<readonly number[]>;
}

function wrapper(id: string, factories: readonly SensorFactory[], host: Host = real): Wrapper {
  const sampling = openSampling({
    host,
    environment: { WATTLEDGER_NODE_FOLDER: folder },
    self: self(id),
    intervalSeconds: 1,
  });
  const meter = openChannelMeter(host, sampling.share(factories));
  const start = nowSeconds();
  const elapsed = (): number => nowSeconds() - start;
  let open = false;
  meter.look(0, { exactly: true });
  sampling.join(() => {
    meter.openLate(elapsed);
    open = true;
  });
  return {
    meter,
    sampling,
    isOpen: () => open,
    elapsed,
    end: async () => {
      const end = elapsed();
      meter.look(end, { exactly: true });
      await sampling.latest();
      meter.lookBack(end, elapsed());
      sampling.leave();
      return meter.finish(end).known.map(({ joules }) => joules / (watts * end));
    },
  };
}

const look = ({ meter, sampling, elapsed }: Wrapper): void => {
  meter.look(elapsed());
  sampling.looked();
};

describe("two wrappers on one machine", () => {
  test("read a device through the one that came first, and both know its energy", async () => {
    const events: string[] = [];
    const first = wrapper("first", [steady("file", false, events, "first"), steady("library", true, events, "first")]);
    const second = wrapper("second", [
      steady("file", false, events, "second"),
      steady("library", true, events, "second"),
    ]);
    expect([first.isOpen(), second.isOpen()]).toEqual([true, false]);
    expect([first.sampling.sampledBy(), second.sampling.sampledBy()]).toEqual([undefined, "first"]);
    await vi.waitUntil(second.isOpen);
    for (const one of [first, second, first, second]) {
      look(one);
      await pause(20);
    }
    // Once at its start and once at its end, because that costs no more than a file.
    const before = events.filter((event) => event === "second reads file");
    // A tenth of a second on the clock of a busy machine.
    for (const share of [...(await second.end()), ...(await first.end())])
      expect(Math.abs(share - 1)).toBeLessThan(0.2);
    expect(before).toHaveLength(1);
    expect(events.filter((event) => event === "second reads file")).toHaveLength(2);
    expect(events.filter((event) => event.startsWith("second ") && event.endsWith("library"))).toEqual([]);
    expect([first.sampling.wasShared(), second.sampling.wasShared()]).toEqual([true, true]);
  });

  test("the processes on an accelerator are sent too", async () => {
    const first = wrapper("first", [steady("library", true, [], "first")]);
    first.meter.accelerators()[0]?.uses();
    const second = wrapper("second", [steady("library", true, [], "second")]);
    await vi.waitUntil(second.isOpen);
    const [reader] = second.meter.accelerators();
    expect(reader?.devices()).toMatchObject([{ channel: "library/0", pciAddress: "0000:01:00.0" }]);
    expect(reader?.uses()).toEqual([{ channel: "library/0", pid: 7, busyShare: 0.5 }]);
    for (const one of [second, first]) await one.end();
  });

  test("a mark in between is exact, although its reading arrives later", async () => {
    const first = wrapper("first", [steady("library", true, [], "first")]);
    const second = wrapper("second", [steady("library", true, [], "second")]);
    await vi.waitUntil(second.isOpen);
    await pause(50);
    const at = second.elapsed();
    second.meter.look(at, { exactly: true });
    const joules = second.meter.mark(at);
    await pause(50);
    await second.end();
    expect((joules()["library/0"] ?? 0) / (watts * at)).toBeCloseTo(1, 2);
    await first.end();
  });

  test("when the sampler has ended, the other continues, and no energy of a counter is lost", async () => {
    const events: string[] = [];
    const first = wrapper("first", [steady("library", true, events, "first")]);
    const second = wrapper("second", [steady("library", true, events, "second")]);
    const third = wrapper("third", [steady("library", true, events, "third")]);
    await vi.waitUntil(() => second.isOpen() && third.isOpen());
    await first.end();
    const opened = (): readonly string[] => events.filter((event) => event.includes("opens"));
    await vi.waitUntil(() => opened().length === 2);
    await pause(100);
    look(second);
    look(third);
    for (const share of [...(await second.end()), ...(await third.end())])
      expect(Math.abs(share - 1)).toBeLessThan(0.2);
    expect(opened()[0]).toBe("first opens library");
  });

  test("a device that the sampler does not read is read by another run that can", async () => {
    const first = wrapper("first", [steady("library", true, [], "first")]);
    const second = wrapper("second", [steady("library", true, [], "second"), steady("other", true, [], "second")]);
    await vi.waitUntil(second.isOpen);
    expect(second.meter.reports().map(({ availability }) => availability.state)).toEqual(["ready", "ready"]);
    look(second);
    expect(Object.keys(second.meter.joules(second.elapsed()))).toContain("other/0");
    for (const one of [second, first]) await one.end();
  });

  test("that see different devices do not share", async () => {
    const first = wrapper("first", [], { ...real, view: () => "all" });
    const second = wrapper("second", [steady("library", true, [], "second")], { ...real, view: () => "some" });
    expect(second.sampling.sampledBy()).toBeUndefined();
    await pause(20);
    for (const share of await second.end()) expect(Math.abs(share - 1)).toBeLessThan(0.2);
    await first.end();
  });
});

test("power that a slow source returns only once reaches both", async () => {
  const channel: PowerChannel = {
    id: "stream/0",
    sensor: "stream",
    of: "component",
    reads: "power",
    component: "gpu",
    method: "measured",
    evidence: "a test",
    relativeUncertainty: { value: 0.1, basis: "a test" },
    averageSeconds: 1,
    plausibleWatts: 1000,
    refreshSeconds: 1,
  };
  let printed: bigint[] = [];
  const stream: SensorFactory = () => ({
    id: "stream",
    components: ["gpu"],
    opensAfterStart: true,
    probe: () => ({ state: "ready", channels: [channel] }),
    read: () =>
      printed.splice(0).map((takenNanoseconds) => ({
        channel: channel.id,
        reads: "power",
        watts: { ok: true, value: watts },
        takenNanoseconds,
      })),
    close: () => undefined,
  });
  const first = wrapper("first", [stream]);
  const second = wrapper("second", [stream]);
  await vi.waitUntil(second.isOpen);
  for (let line = 0; line < 4; line += 1) {
    printed.push(real.nowNanoseconds());
    // A request must not remove what the sampler itself has not seen yet.
    second.sampling.ask();
    await pause(30);
    if (line % 2 === 1) look(first);
  }
  printed = [];
  await pause(20);
  look(second);
  for (const share of [...(await second.end()), ...(await first.end())]) expect(share).toBeCloseTo(1, 5);
});

test("a sampler that sends nothing is not waited for", { timeout: 20_000 }, async () => {
  const host = real;
  const boot = host.readText("/proc/sys/kernel/random/boot_id")?.trim().slice(0, 13) ?? "this-boot";
  const name = `${boot}-sampler-${samplerWordSchema}-811c9dc5`;
  const mute = { ...host, view: () => "" };
  takeSeat(host, folder, name, self("mute"));
  const server = createServer(() => undefined).listen(join(folder, `${name}.socket`));
  const second = wrapper("second", [steady("library", true, [], "second")], mute);
  expect(second.sampling.sampledBy()).toBe("mute");
  expect(second.isOpen()).toBe(false);
  await vi.waitUntil(second.isOpen, { timeout: 15_000 });
  expect(second.sampling.sampledBy()).toBeUndefined();
  look(second);
  await second.end();
  server.close();
});

test("without a shared folder, each reads for itself", async () => {
  const sampling = openSampling({
    host: real,
    environment: { WATTLEDGER_NODE_FOLDER: join(folder, "no", "such") },
    self: self("alone"),
    intervalSeconds: 1,
  });
  let open = false;
  sampling.join(() => (open = true));
  expect(open).toBe(true);
  await sampling.latest();
  sampling.leave();
  expect(sampling.wasShared()).toBe(false);
});

test("on a system without procfs the seat is held by a process that answers signals", () => {
  const host = recordedHost({ files: {}, platform: "darwin" });
  const ask = (id: string, pid: number): unknown => takeSeat(host, folder, "mac", { id, pid, startTicks: 0 }).kind;
  expect(ask("first", process.pid)).toBe("taken");
  expect(ask("second", process.ppid)).toBe("occupied");
  expect(takeSeat(host, folder, "old", { id: "gone", pid: 2 ** 22 + 1, startTicks: 0 }).kind).toBe("taken");
  expect(takeSeat(host, folder, "old", { id: "next", pid: process.pid, startTicks: 0 }).kind).toBe("taken");
});
