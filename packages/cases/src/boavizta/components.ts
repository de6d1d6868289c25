import { evaluate } from "@wattledger/core";
import { boaviztaCpu, boaviztaRam, boaviztaServer, boaviztaSsd } from "@wattledger/methods";
import { at, atEnds, completed, known, opposite, stated } from "./attributes.ts";
import type { Attribute, End } from "./attributes.ts";
import { powerByCapacity, powerByLoad } from "./memory.ts";
import { mostAlike, weightedRatio } from "./names.ts";
import { asksForMaking, makingOf, numberOf, one, rounded, unitsOf } from "./part.ts";
import type { Context, Part } from "./part.ts";
import { fitPower } from "./power-fit.ts";
import type { PowerCurve } from "./power-fit.ts";
import { completeProcessor } from "./processor.ts";
import type { ComponentRequest } from "./requests.ts";
import type { Bounded } from "./rounding.ts";
import { numberIn } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";
import { usageOf } from "./usage.ts";
import type { Load } from "./usage.ts";

/** A processor, whose power follows its load. */
export function processorPart(request: ComponentRequest<"cpu">, context: Context): Part {
  const { tables, profile } = context;
  const needs = {
    making: asksForMaking(context, "cpu"),
    power: context.isWholeModelled || stated(request.usage?.avg_power) === undefined,
  };
  const processor = completeProcessor(request, context, needs);
  const { units, dieArea, statedDieArea, threads, tdp, attributes } = processor;
  const { die, base } = tables.componentFactors["cpu"] ?? {};
  const fitted = (ofRange: PowerCurve | undefined): PowerCurve => {
    const start = ofRange ?? defaultCurve(tables);
    return tdp === undefined ? start : fitPower(start, tdp);
  };
  // Within a server the original models the power once for each end.
  const curve = fitted(processor.curve);
  const later = context.isWholeModelled ? fitted(processor.laterCurve) : curve;
  const status = tdp !== undefined || processor.curve !== undefined ? "COMPLETED" : "ARCHETYPE";
  return {
    name: "CPU",
    attributes,
    units,
    threads,
    usage: usageOf(tables, request.usage, profile),
    making: (criterion) => {
      const area = criterion === firstOf(context.criteria) ? (statedDieArea ?? dieArea) : dieArea;
      return makingOf(boaviztaCpu, { dieFactor: die, packageFactor: base }, (end) => ({
        units: at(units, end),
        dieArea: at(area, end),
      }))(criterion);
    },
    power: (load) =>
      atEnds((end) =>
        processorPower(tdp, end === "value" ? curve : later, {
          ...loadAt(load, end),
          units: at(units, end),
          ...rounded,
        }),
      ),
    params: { value: curve, status },
  };
}

/** The criterion that the original works out first, of those that processors have factors for. */
function firstOf(criteria: readonly string[]): string | undefined {
  return ["gwp", "adp", "pe"].find((criterion) => criteria.includes(criterion));
}

/** Power under a load, by the curve; where the fit reaches no bound, by thermal design power. */
function processorPower(
  tdp: number | undefined,
  curve: PowerCurve,
  inputs: Readonly<Record<string, number | string | readonly Readonly<Record<string, number>>[]>>,
): number {
  const { a, b, c, d } = curve;
  const free = tdp !== undefined && Math.abs(a / tdp - 0.508_479_340_485) < 1e-6;
  const shape = free ? { tdp } : { curveA: a, curveB: b, curveC: c, curveD: d };
  return evaluate(boaviztaCpu, { ...inputs, ...shape }, ["power"]).power;
}

/** Power of one processor at some loads in percent. */
export function powerAtLoads(
  tables: Tables,
  start: PowerCurve | undefined,
  tdp: number | undefined,
  loads: readonly number[],
): readonly number[] {
  const from = start ?? defaultCurve(tables);
  const curve = tdp === undefined ? from : fitPower(from, tdp);
  return loads.map((load) => processorPower(tdp, curve, { load }));
}

function defaultCurve(tables: Tables): PowerCurve {
  const cell =
    tables.componentArchetypes.find(({ component }) => component === "cpu")?.["CONSUMPTION_PROFILE.params"] ?? "";
  const [a = 0, b = 0, c = 0, d = 0] = [...cell.matchAll(/-?\d+(?:\.\d+)?/gu)].map(([digits]) => Number(digits));
  return { a, b, c, d };
}

function loadAt(
  load: Attribute<Load> | undefined,
  end: End,
): Readonly<Record<string, number | readonly Readonly<Record<string, number>>[]>> {
  if (load === undefined) return {};
  const value = load[end] ?? load.value;
  if (typeof value === "number") return { load: value };
  return { loads: value.map((part) => ({ share: part.time_percentage, load: part.load_percentage })) };
}

/** Memory modules. */
export function memoryPart(request: ComponentRequest<"ram">, context: Context): Part {
  const { tables, profile } = context;
  const units = unitsOf(request, context);
  const capacity = numberOf(request.capacity, "capacity", "GB", context);
  const { density, maker } = densityOf(
    request,
    asksForMaking(context, "ram"),
    request.process,
    tables.ramDensity,
    "process_nm",
    "density_gb_per_cm2",
  );
  const { die, base } = tables.componentFactors["ram"] ?? {};
  return {
    name: "RAM",
    attributes: known({ units, capacity, density, manufacturer: maker, process: stated(request.process) }),
    units,
    capacity,
    usage: usageOf(tables, request.usage, profile),
    making: makingOf(boaviztaRam, { dieFactor: die, moduleFactor: base }, (end) => ({
      units: at(units, end),
      capacity: at(capacity, end),
      density: at(density, opposite[end]),
    })),
    power: (load) => (tables.release === "2.4.1" ? powerByCapacity : powerByLoad)(request, { units, capacity }, load),
    powerByModules: (load, moduleCapacity) =>
      powerByLoad(
        request,
        { units, capacity: { ...capacity, value: moduleCapacity } },
        load,
        capacity.value / moduleCapacity,
      ),
    params: { value: { a: 0.284 * capacity.value }, status: "COMPLETED" },
  };
}

/** Density of dies: stated, else the mean of the rows of that maker and generation. */
function densityOf(
  {
    density,
    manufacturer,
  }: { readonly density?: number | null | undefined; readonly manufacturer?: string | null | undefined },
  isAsked: boolean,
  generation: number | null | undefined,
  table: readonly Row[],
  generationColumn: string,
  densityColumn: string,
): { readonly density: Attribute<number>; readonly maker: Attribute<string> | undefined } {
  const given = stated(density, "GB/cm2");
  if (given !== undefined) return { density: given, maker: stated(manufacturer) };
  const makers = [...new Set(table.map((row) => row.get("manufacturer") ?? ""))];
  const found = manufacturer == null ? undefined : mostAlike(manufacturer, makers, weightedRatio);
  const maker = found !== undefined && found.score > 79 ? makers[found.index] : undefined;
  const rows = table.filter(
    (row) =>
      (maker === undefined || row.get("manufacturer") === maker) &&
      (generation == null || numberIn(row, generationColumn) === generation),
  );
  const values = rows.map((row) => numberIn(row, densityColumn) ?? Number.NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const changed = isAsked && maker !== undefined && maker !== manufacturer;
  return {
    density: completed({ value: mean, min: Math.min(...values), max: Math.max(...values) }, "GB/cm2"),
    maker: changed ? { value: maker, status: "CHANGED" } : stated(manufacturer),
  };
}

/** Solid-state drives. */
export function drivePart(request: ComponentRequest<"disk">, context: Context): Part {
  const { tables, profile } = context;
  const units = unitsOf(request, context);
  const capacity = numberOf(request.capacity, "capacity", "GB", context);
  const { density, maker } = densityOf(
    request,
    asksForMaking(context, "ssd"),
    request.layers,
    tables.ssdDensity,
    "layers",
    "density",
  );
  const { die, base } = tables.componentFactors["ssd"] ?? {};
  return {
    name: "SSD",
    attributes: known({ units, capacity, density, manufacturer: maker, layers: stated(request.layers) }),
    units,
    capacity,
    usage: usageOf(tables, request.usage, profile),
    making: makingOf(boaviztaSsd, { dieFactor: die, driveFactor: base }, (end) => ({
      units: at(units, end),
      capacity: at(capacity, end),
      density: at(density, opposite[end]),
    })),
  };
}

/** Making of parts that are a constant each: equations of the server's graph. */
function constantOf(
  equation: "hardDiskMaking.gwp" | "powerSupplyMaking.gwp",
  factor: string,
  figures: Readonly<Record<string, number>> | undefined,
  inputsAt: (end: End) => Readonly<Record<string, number>>,
): Part["making"] {
  return (criterion) => {
    const value = figures?.[criterion];
    if (value === undefined) return undefined;
    return atEnds(
      (end) => evaluate(boaviztaServer, { ...inputsAt(end), [factor]: value }, [equation])[equation] ?? Number.NaN,
    );
  };
}

/** Hard disks. */
export function hardDiskPart(request: ComponentRequest<"disk">, context: Context): Part {
  const { tables, profile } = context;
  const units = unitsOf(request, context);
  const capacity = numberOf(request.capacity, "capacity", "GB", context);
  return {
    name: "HDD",
    attributes: known({ units, capacity }),
    units,
    capacity,
    usage: usageOf(tables, request.usage, profile),
    making: constantOf("hardDiskMaking.gwp", "hardDiskFactor.gwp", tables.componentFactors["hdd"]?.["base"], (end) => ({
      hardDisks: at(units, end),
    })),
  };
}

/** Power supplies. */
export function powerSupplyPart(request: ComponentRequest<"powerSupply">, context: Context): Part {
  const { tables, profile } = context;
  const units = unitsOf(request, context);
  const mass = numberOf(request.unit_weight, "unit_weight", "kg", context);
  const figures = tables.componentFactors["power_supply"]?.["base"];
  return {
    name: "POWER_SUPPLY",
    attributes: known({ units, unit_weight: mass }),
    units,
    usage: usageOf(tables, request.usage, profile),
    making: constantOf("powerSupplyMaking.gwp", "powerSupplyFactor.gwp", figures, (end) => ({
      powerSupplies: at(units, end),
      powerSupplyMass: at(mass, end),
    })),
  };
}

/** The case. One whose type is a profile's may be of the other type: that is its other bound. */
export function casePart(request: ComponentRequest<"case">, context: Context): Part {
  const { tables, profile, prefix } = context;
  const units = unitsOf(request, context);
  const type = stated(request.case_type) ?? {
    value: profile.get(`${prefix}case_type`) ?? "rack",
    status: "ARCHETYPE" as const,
  };
  const figures = tables.componentFactors["case"] ?? {};
  const making = (criterion: string): Bounded | undefined => {
    const [rack, blade, chassis] = ["rack", "blade server", "blade chassis of 16 slots"].map(
      (part) => figures[part]?.[criterion],
    );
    if (rack === undefined || blade === undefined || chassis === undefined) return undefined;
    const factors = { "rackFactor.gwp": rack, "bladeFactor.gwp": blade, "chassisFactor.gwp": chassis };
    const of = (enclosure: "rack" | "blade"): number =>
      evaluate(boaviztaServer, { enclosure, ...factors }, ["enclosureMaking.gwp"])["enclosureMaking.gwp"];
    const own = of(type.value === "blade" ? "blade" : "rack");
    const other = of(type.value === "blade" ? "rack" : "blade");
    // A type that is stated multiplies twice in the original.
    const times = (end: End): number => at(units, end) ** (type.status === "INPUT" ? 2 : 1);
    if (type.status === "INPUT") return atEnds((end) => own * times(end));
    return atEnds(
      (end) => times(end) * (end === "value" ? own : end === "min" ? Math.min(own, other) : Math.max(own, other)),
    );
  };
  return {
    name: "CASE",
    attributes: known({ units, case_type: type }),
    units,
    usage: usageOf(tables, request.usage, profile),
    making,
  };
}

/** Assembly and main board: a constant each. */
export function fixedPart(name: "ASSEMBLY" | "MOTHERBOARD", context: Context): Part {
  const { tables, profile } = context;
  const figures = tables.componentFactors[name.toLowerCase()]?.["base"];
  return {
    name,
    attributes: known({ units: one }),
    units: one,
    usage: usageOf(tables, undefined, profile),
    making: (criterion) => {
      const value = figures?.[criterion];
      return value === undefined ? undefined : { value, min: value, max: value };
    },
  };
}
