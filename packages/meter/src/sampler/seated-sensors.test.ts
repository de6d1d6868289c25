import { recordedHost } from "@wattledger/sensors";
import type { CounterChannel, Sensor, SensorFactory } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { acceleratorSensors, seatedSensors, wasGivenAccelerators } from "./seated-sensors.ts";

const channel = (id: string, component: "cpu" | "gpu"): CounterChannel => ({
  id,
  sensor: "a-test",
  of: "component",
  reads: "counter",
  component,
  method: "measured",
  evidence: "a test",
  device: `pci:${id}`,
  relativeUncertainty: { value: 0.01, basis: "a test" },
  plausibleWatts: 1000,
  refreshSeconds: 0.1,
});

const sensorOf =
  (component: "cpu" | "gpu", ...ids: readonly string[]): SensorFactory =>
  (): Sensor => ({
    id: component,
    components: [component],
    probe: () => ({ state: "ready", channels: ids.map((id) => channel(id, component)) }),
    read: () => ids.map((id) => ({ channel: id, reads: "counter", counterJoules: { ok: true, value: 1 } })),
    close: () => {},
  });

const host = recordedHost({ files: {} });

/** Seats that stay taken once they are taken, as between the ranks of a node. */
function seats(): (rank: number) => Parameters<typeof seatedSensors>[1] {
  const holders = new Map<string, number>();
  return (rank) => (device) => {
    const holder = holders.get(device) ?? rank;
    holders.set(device, holder);
    return holder === rank ? { kind: "taken" } : { kind: "occupied", holder: { id: "another", pid: 1, startTicks: 1 } };
  };
}

/** The channels that remain for a rank, and those that it reads. */
function left(factories: readonly SensorFactory[], take: Parameters<typeof seatedSensors>[1]): readonly unknown[] {
  return seatedSensors(factories, take).map((factory) => {
    const sensor = factory(host);
    const availability = sensor.probe();
    const read = sensor.read().map(({ channel: id }) => id);
    return availability.state === "ready" ? read : availability.state;
  });
}

test("each board is read by the first that sees it, also if ranks see different ones", () => {
  const rank = seats();
  expect(left([sensorOf("gpu", "a", "b")], rank(0))).toEqual([["a", "b"]]);
  expect(left([sensorOf("gpu", "b", "c")], rank(1))).toEqual([["c"]]);
  expect(left([sensorOf("gpu", "a", "b", "c")], rank(2))).toEqual(["absent"]);
});

test("sensors of other components are not divided in this way", () => {
  const rank = seats();
  expect(left([sensorOf("cpu", "p")], rank(0))).toEqual([["p"]]);
  expect(left([sensorOf("cpu", "p")], rank(1))).toEqual([["p"]]);
  expect(acceleratorSensors([sensorOf("cpu", "p"), sensorOf("gpu", "a")], host)).toHaveLength(1);
});

test("without a folder of the node each reads all that it sees", () => {
  expect(left([sensorOf("gpu", "a")], () => ({ kind: "unavailable", reason: "a test" }))).toEqual([["a"]]);
});

test.for([
  [{}, false],
  [{ CUDA_VISIBLE_DEVICES: "" }, false],
  [{ CUDA_VISIBLE_DEVICES: "0" }, true],
  [{ SLURM_STEP_GPUS: "2,3" }, true],
] as const)("with %j a process was given accelerators: %s", ([environment, given]) => {
  expect(wasGivenAccelerators(environment)).toBe(given);
});
