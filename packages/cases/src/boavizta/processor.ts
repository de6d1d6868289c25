import { completed, known, ofProfile, stated } from "./attributes.ts";
import type { Attribute, Attributes } from "./attributes.ts";
import { mostAlike, tokenSetRatio, tokenSortRatio, weightedRatio } from "./names.ts";
import type { Context } from "./part.ts";
import type { PowerCurve } from "./power-fit.ts";
import { toFigures } from "./rounding.ts";
import { cellOf, numberIn } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";

/** What a request says of processors. */
export interface ProcessorRequest {
  readonly units?: number | null | undefined;
  readonly core_units?: number | null | undefined;
  readonly die_size?: number | null | undefined;
  readonly die_size_per_core?: number | null | undefined;
  readonly model_range?: string | null | undefined;
  readonly family?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly tdp?: number | null | undefined;
}

/** A processor of which everything is known that the arithmetic needs. */
export interface Processor {
  readonly units: Attribute<number>;
  readonly dieArea: Attribute<number>;
  /** What counts for the first criterion, where the name is looked up only after that. */
  readonly statedDieArea: Attribute<number> | undefined;
  readonly threads: Attribute<number> | undefined;
  readonly tdp: number | undefined;
  /** Curve of the product range; undefined where the range is not in the table. */
  readonly curve: PowerCurve | undefined;
  /** The same when the power is modelled again. */
  readonly laterCurve: PowerCurve | undefined;
  readonly attributes: Attributes;
}

/** Where a name matches less, it names nothing. */
const leastNameScore = 80;
const leastFamilyScore = 79;
const leastRangeScore = 90;

/** What is worked out of a processor: the original looks up only what that needs. */
export interface Needs {
  readonly making: boolean;
  readonly power: boolean;
}

/** Fills in a processor as BoaviztAPI does: from its name, else from its family and cores, else from all that are known. */
export function completeProcessor(
  request: ProcessorRequest,
  { tables, profile, prefix }: Context,
  needs: Needs,
): Processor {
  const units = stated(request.units) ?? ofProfile(cellOf(profile, `${prefix}units`)) ?? one;
  const needsName = {
    making: needs.making && request.die_size == null,
    power: needs.power && request.tdp == null,
  };
  const named = needsName.making || needsName.power ? completeFromName(tables, request, profile, prefix) : {};
  const cores = named.cores ?? stated(request.core_units);
  const family = named.family ?? stated(request.family);
  const perCore = stated(request.die_size_per_core, "mm2") ?? perCoreOf(request);
  const { area, family: likeFamily } = dieAreaOf(tables, {
    known: named.dieArea ?? stated(request.die_size, "mm2"),
    cores,
    perCore: stated(request.die_size_per_core, "mm2"),
    family,
  });
  const tdp = named.tdp ?? stated(request.tdp, "W");
  const range = named.range ?? stated(request.model_range);
  const threads = named.threads ?? ofProfile(cellOf(profile, `${prefix}threads`));
  const attributes = known({
    units,
    core_units: cores,
    die_size_per_core: perCore,
    die_size: area,
    model_range: range,
    manufacturer: named.manufacturer,
    family: needs.making ? likeFamily : family,
    name: named.name ?? stated(request.name),
    tdp,
    threads,
  });
  // The range is read before the thermal design power: where a name is looked up for that, it comes too late.
  const laterCurve = curveOfRange(tables, named.manufacturer?.value, range?.value);
  const curve = needsName.making ? laterCurve : curveOfRange(tables, undefined, request.model_range ?? undefined);
  const statedDieArea = stated(request.die_size, "mm2");
  return { units, dieArea: area, statedDieArea, threads, tdp: tdp?.value, curve, laterCurve, attributes };
}

const one: Attribute<number> = { value: 1, min: 1, max: 1, status: "ARCHETYPE" };

function perCoreOf({ die_size: area, core_units: cores }: ProcessorRequest): Attribute<number> | undefined {
  return area == null || cores == null ? undefined : completed(exactly(area / cores), "mm2");
}

interface Named {
  readonly name?: Attribute<string> | undefined;
  readonly manufacturer?: Attribute<string> | undefined;
  readonly family?: Attribute<string> | undefined;
  readonly range?: Attribute<string> | undefined;
  readonly tdp?: Attribute<number> | undefined;
  readonly cores?: Attribute<number> | undefined;
  readonly threads?: Attribute<number> | undefined;
  readonly dieArea?: Attribute<number> | undefined;
}

/** What the processor's name says, which goes before all that is stated besides it. */
function completeFromName(tables: Tables, request: ProcessorRequest, profile: Row, prefix: string): Named {
  const name = request.name ?? profile.get(`${prefix}name`) ?? "";
  if (name === "") return {};
  const lower = name.toLowerCase();
  const names = tables.processors.map((row) => (row.get("name") ?? "").toLowerCase());
  const { index, score } = mostAlike(lower, names, (wanted, candidate) => tokenSetRatio(candidate, wanted));
  const row = tables.processors[index];
  if (row === undefined || score <= leastNameScore) return {};
  const text = (column: string): Attribute<string> | undefined => {
    const value = row.get(column) ?? "";
    return value === "" ? undefined : { value, min: value, max: value, status: "COMPLETED" };
  };
  const whole = (column: string, unit?: string): Attribute<number> | undefined => {
    const value = numberIn(row, column);
    return value === undefined ? undefined : completed(exactly(Math.trunc(value)), unit);
  };
  return {
    name: text("name"),
    manufacturer: text("manufacturer"),
    family: text("code_name"),
    range: text("model_range"),
    tdp: whole("tdp_w", "W"),
    cores: whole("cores"),
    threads: whole("threads"),
    dieArea: whole("total_die_size_mm2", "mm2"),
  };
}

interface DieFacts {
  readonly known: Attribute<number> | undefined;
  readonly cores: Attribute<number> | undefined;
  readonly perCore: Attribute<number> | undefined;
  readonly family: Attribute<string> | undefined;
}

function dieAreaOf(
  tables: Tables,
  { known: area, cores, perCore, family }: DieFacts,
): { readonly area: Attribute<number>; readonly family: Attribute<string> | undefined } {
  if (area !== undefined) return { area, family };
  if (perCore !== undefined && cores !== undefined)
    return { area: completed(exactly(perCore.value * cores.value), "mm2"), family };
  const measured = tables.processors.flatMap((row) => {
    const value = numberIn(row, "total_die_size_mm2");
    return value === undefined ? [] : [{ value, cores: numberIn(row, "cores"), family: row.get("code_name") ?? "" }];
  });
  const matched = family === undefined ? undefined : familyNamed(tables, family.value);
  const own = measured.filter((row) => row.family === matched);
  const rows = own.length > 0 ? own : measured;
  const shown: Attribute<string> | undefined =
    own.length > 0 && matched !== undefined && matched !== family?.value
      ? { value: matched, status: "CHANGED" }
      : family;
  return { area: areaFromList(rows, cores?.value), family: shown };
}

function familyNamed(tables: Tables, family: string): string | undefined {
  const families = [...new Set(tables.processors.map((row) => row.get("code_name") ?? ""))];
  const { index, score } = mostAlike(family, families, weightedRatio);
  return score > leastFamilyScore ? families[index] : undefined;
}

interface Measured {
  readonly value: number;
  readonly cores: number | undefined;
}

/** Of those with as many cores; else in proportion where all have one number of cores; else by a straight line. */
function areaFromList(rows: readonly Measured[], cores: number | undefined): Attribute<number> {
  const same = cores === undefined ? rows : rows.filter((row) => row.cores === cores);
  if (same.length > 0) return spreadOf(same.map(({ value }) => value));
  const wanted = cores ?? Number.NaN;
  const [first] = rows;
  if (first?.cores !== undefined && rows.every((row) => row.cores === first.cores)) {
    const scale = wanted / first.cores;
    const all = rows.map(({ value }) => value * scale);
    return completed(
      {
        value: toFigures(first.value * scale, 3),
        min: toFigures(Math.min(...all), 3),
        max: toFigures(Math.max(...all), 3),
      },
      "mm2",
    );
  }
  const points = rows.flatMap((row) => (row.cores === undefined ? [] : [[row.cores, row.value] as const]));
  const [meanCores, meanArea] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanCores) * (y - meanArea), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanCores) ** 2, 0);
  const slope = above / below;
  return completed(exactly(toFigures(meanArea + slope * (wanted - meanCores), 3)), "mm2");
}

function spreadOf(values: readonly number[]): Attribute<number> {
  return completed(
    {
      value: toFigures(mean(values), 3),
      min: toFigures(Math.min(...values), 3),
      max: toFigures(Math.max(...values), 3),
    },
    "mm2",
  );
}

/** Curve of a product range: of the rows that the maker and the range leave, the only one, or the one of that very name. */
function curveOfRange(tables: Tables, maker: string | undefined, range: string | undefined): PowerCurve | undefined {
  const rows = likely(likely(tables.powerProfiles, "manufacturer", maker), "model_range", range);
  const same = rows.find((row) => row.get("model_range")?.toLowerCase() === range?.toLowerCase());
  const row = rows.length === 1 ? rows[0] : same;
  if (row === undefined) return undefined;
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => numberIn(row, name) ?? Number.NaN);
  return { a: a ?? Number.NaN, b: b ?? Number.NaN, c: c ?? Number.NaN, d: d ?? Number.NaN };
}

/** Rows whose cell is like a name; all of them where none is. */
function likely(rows: readonly Row[], column: string, name: string | undefined): readonly Row[] {
  if (name === undefined) return rows;
  const lower = name.toLowerCase();
  const found = rows.filter((row) => tokenSortRatio((row.get(column) ?? "").toLowerCase(), lower) >= leastRangeScore);
  return found.length > 0 ? found : rows;
}

/** The curve of a product range as a request names it. */
export function rangeCurve(
  tables: Tables,
  maker: string | null | undefined,
  range: string | null | undefined,
): PowerCurve | undefined {
  return curveOfRange(tables, maker ?? undefined, range ?? undefined);
}

function exactly(value: number): { readonly value: number; readonly min: number; readonly max: number } {
  return { value, min: value, max: value };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
