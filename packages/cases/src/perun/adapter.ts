import { WattledgerError, assume, convert, defined, evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { perun as perun10, perun09 } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

type Perun = typeof perun10 | typeof perun09;

/** A kind of case that both releases have. */
interface PerunAdapter {
  readonly kind: string;
  readonly run: (perun: Perun, inputs: unknown, compatibility: boolean) => unknown;
}

const seriesSchema = z.object({
  quantity: z.string(),
  times_s: z.array(z.number()),
  values: z.array(z.number()),
  counter_max_uj: absent,
});

type Series = z.infer<typeof seriesSchema>;

const sensorInputs = seriesSchema.extend({ region_start_s: absent, region_end_s: absent });

const sensorSeries: PerunAdapter = {
  kind: "sensor-series",
  run: (perun, inputs, compatibility) => {
    const { region_start_s: start, region_end_s: end, ...series } = sensorInputs.parse(inputs);
    // A region that starts at zero is not cut out by the original, which takes zero for none.
    const region = start == null || end == null || (start === 0 && compatibility) ? undefined : { start, end };
    const points = pointsOf(series, 0);
    const result = evaluate(
      perun,
      {
        points: region === undefined ? points : heldBeyond(points, region.start, region.end),
        ...defined({ regionStart: region?.start, regionEnd: region?.end }),
      },
      ["sensorEnergy", "sensorPower"],
    );
    return { energy_j: result.sensorEnergy, mean_power_w: result.sensorPower };
  },
};

/** The readings of one sensor as power. A counter's first reading takes the power of the interval that follows. */
function pointsOf({ quantity, times_s: times, values, counter_max_uj: range }: Series, sensor: number): readonly Row[] {
  const unit = unitOf(quantity);
  if (unit === undefined) return [];
  if (!unit.counter) {
    return times.map((time, index) => ({ sensor, time, power: convert(values[index] ?? 0, unit.text, "W") }));
  }
  const powers = times.map((time, index) => {
    const before = values[index - 1];
    const after = values[index] ?? 0;
    const earlier = times[index - 1];
    if (before === undefined || earlier === undefined) return 0;
    const counted = after - before + (after < before ? (range ?? 0) : 0);
    return convert(counted, unit.text, "J") / (time - earlier);
  });
  return times.map((time, index) => ({
    sensor,
    time,
    power: powers[Math.max(1, index)] ?? 0,
    counter: "yes",
  }));
}

/** Unit of `energy_uj` or `power_mw`; undefined for what is neither energy nor power, such as a load or bytes. */
function unitOf(quantity: string): { readonly text: string; readonly counter: boolean } | undefined {
  const units: Readonly<Record<string, string>> = {
    uj: "uJ",
    mj: "mJ",
    j: "J",
    kj: "kJ",
    uw: "uW",
    mw: "mW",
    w: "W",
    kw: "kW",
  };
  const [, kind, suffix = ""] = /^(energy|power)_([a-z]+)$/u.exec(quantity) ?? [];
  if (kind === undefined) return undefined;
  const text = units[suffix];
  if (text !== undefined) return { text, counter: kind === "energy" };
  throw new WattledgerError("bad-unit", `The unit of \`${quantity}\` is not known: write energy_uj or power_mw.`);
}

/** Outside of its readings a sensor is taken to show what it showed next to them, as linear interpolation does there. */
function heldBeyond(points: readonly Row[], start: number, end: number): readonly Row[] {
  const first = points[0];
  const last = points.at(-1);
  return [
    ...(first !== undefined && Number(first["time"]) > start ? [{ ...first, time: start - 1 }] : []),
    ...points,
    ...(last !== undefined && Number(last["time"]) < end ? [{ ...last, time: end + 1 }] : []),
  ];
}

const treeInputs = z.object({
  power_overhead_w: absent,
  pue: absent,
  emissions_factor_g_per_kwh: absent,
  price_per_kwh: absent,
  hosts: recordOf(recordOf(seriesSchema.extend({ device: z.string() }))),
});

/** A sensor of the tree: what it is of, how long it read, and its readings. */
interface Sensor {
  readonly device: string;
  readonly runtime: number;
  readonly points: readonly Row[];
}

const nodeTree: PerunAdapter = {
  kind: "node-tree",
  run: (perun, inputs) => {
    const given = treeInputs.parse(inputs);
    let number = 0;
    const hosts = Object.entries(given.hosts).map(([name, sensors]) => ({
      name,
      sensors: Object.values(sensors).map((series): Sensor => {
        number += 1;
        return { device: series.device, runtime: series.times_s.at(-1) ?? 0, points: pointsOf(series, number) };
      }),
    }));
    const settings = {
      overheadPower: given.power_overhead_w ?? 0,
      pue: given.pue ?? 1,
      ...(given.emissions_factor_g_per_kwh == null ? {} : { intensity: given.emissions_factor_g_per_kwh }),
      ...(given.price_per_kwh == null ? {} : { price: given.price_per_kwh }),
    };
    const all = hosts.flatMap(({ sensors }) => sensors);
    const run = evaluate(
      perun,
      {
        points: all.flatMap(({ points }) => points),
        hosts: hosts.filter(({ sensors }) => hasPower(sensors)).map(({ sensors }) => ({ runtime: runtimeOf(sensors) })),
        ...settings,
      },
      ["energy", "power", "carbon", "cost"],
    );
    return {
      hosts: Object.fromEntries(
        hosts.map(({ name, sensors }) => {
          const host = evaluate(
            perun,
            {
              points: sensors.flatMap(({ points }) => points),
              hosts: hasPower(sensors) ? [{ runtime: runtimeOf(sensors) }] : [],
              ...settings,
            },
            ["itEnergy", "power"],
          );
          return [name, { energy: host.itEnergy, power: host.power, ...partsOf(perun, sensors) }];
        }),
      ),
      run: {
        energy: run.energy * joulesPerKilowattHour,
        power: run.power,
        ...partsOf(perun, all),
        money: run.cost,
        co2: run.carbon,
      },
    };
  },
};

const joulesPerKilowattHour = 3.6e6;

function hasPower(sensors: readonly Sensor[]): boolean {
  return sensors.some(({ points }) => points.length > 0);
}

function runtimeOf(sensors: readonly Sensor[]): number {
  return Math.max(0, ...sensors.map(({ runtime }) => runtime));
}

/** Energy and power by kind of device, and the time of the run. */
function partsOf(perun: Perun, sensors: readonly Sensor[]): Readonly<Record<string, number>> {
  const prefixes: Readonly<Record<string, string>> = { ram: "dram" };
  const devices = new Set(sensors.filter(({ points }) => points.length > 0).map(({ device }) => device));
  const parts = [...devices].flatMap((device): [string, number][] => {
    const points = sensors.filter((one) => one.device === device).flatMap((one) => one.points);
    const part = evaluate(perun, { points, hosts: [] }, ["sensorEnergy", "power"]);
    const prefix = prefixes[device] ?? device;
    return [
      [`${prefix}_energy`, part.sensorEnergy],
      [`${prefix}_power`, part.power],
    ];
  });
  return { runtime: runtimeOf(sensors), ...Object.fromEntries(parts) };
}

const carbonInputs = z.object({
  energy_kwh: z.number(),
  emissions_factor_g_per_kwh: absent,
  price_per_kwh: absent,
});

// Conversion starts from a known energy.
const known09 = assume(perun09, ["energy"]);
const known10 = assume(perun10, ["energy"]);

const energyToCarbon: PerunAdapter = {
  kind: "energy-to-carbon",
  run: (perun, inputs) => {
    const given = carbonInputs.parse(inputs);
    const values = {
      energy: given.energy_kwh,
      ...(given.emissions_factor_g_per_kwh == null ? {} : { intensity: given.emissions_factor_g_per_kwh }),
      ...(given.price_per_kwh == null ? {} : { price: given.price_per_kwh }),
    };
    const names = ["carbon", "cost"] as const;
    const result =
      perun.version === perun09.version ? evaluate(known09, values, names) : evaluate(known10, values, names);
    return { carbon_kg: result.carbon / 1000, cost: result.cost };
  },
};

function perunCasesOf(method: string, perun: Perun): readonly CaseKind[] {
  return [sensorSeries, nodeTree, energyToCarbon].map(({ kind, run }): CaseAdapter => ({
    method,
    kind,
    run: (inputs, compatibility) => run(perun, inputs, compatibility),
  }));
}

/** perun 0.9.1. */
export const perunCases: readonly CaseKind[] = perunCasesOf("perun", perun09);

/** The cases of perun 1.0.0, for its own folder. */
export const perun10Kinds: readonly CaseKind[] = perunCasesOf("perun-1.0", perun10);
