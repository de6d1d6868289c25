import { atEnds, completed, known } from "./attributes.ts";
import type { Attribute, End } from "./attributes.ts";
import { embeddedOf, numbered, partAttributes, shownImpacts, useOf } from "./impacts.ts";
import type { Impacts } from "./impacts.ts";
import { exactly } from "./part.ts";
import type { Part } from "./part.ts";
import type { Bounded } from "./rounding.ts";
import type { Usage } from "./usage.ts";
import { bounds, isComplete, makingByName } from "./whole.ts";
import type { PartInUse, Question } from "./whole.ts";

/** A server, or a cloud instance as a share of one, as the original answers it. */
export interface ShownWhole {
  readonly usage: Usage;
  /** Modelled power of the whole, W; not asked for if the usage states one. */
  readonly modelledPower: () => Bounded;
  /** The parts, and how much of each belongs to the whole. */
  readonly parts: readonly (PartInUse & { readonly share: number })[];
  /** Share of a generic server, if a part has no factor for a criterion. */
  readonly genericShare: number;
  /** Making of the whole from that of its parts, by the input of the graph of a server. */
  readonly making: (inputs: Readonly<Record<MakingInput, number>>) => number;
  /** Attributes of this kind of whole. */
  readonly attributes: (power: Bounded) => Parameters<typeof known>[0];
}

/** A life that nobody states. */
const unknownLife: Attribute<number> = { value: Number.NaN, status: "ARCHETYPE" };

/** The answer to a question about a whole: its impacts, its attributes, and those of each part. */
export function shownWhole({ tables, criteria, hours }: Question, whole: ShownWhole): unknown {
  const { usage, parts, genericShare } = whole;
  const lifetime = usage.lifetime ?? unknownLife;
  const duration = hours ?? lifetime.value;
  const power = usage.meanPower === undefined ? whole.modelledPower() : bounds(usage.meanPower);
  const all = parts.map(({ part }) => part);
  const embedded = (criterion: string): Bounded | null => {
    const makings = makingByName(all, criterion);
    const generic = tables.wholeDevices["server"]?.[criterion];
    if (makings === undefined)
      return generic === undefined ? null : embeddedOf(exactly(generic * genericShare), lifetime, duration);
    return embeddedOf(
      atEnds((end) => whole.making(makingInputs(makings, end))),
      lifetime,
      duration,
    );
  };
  const partImpacts = (criterion: string, { part, power: own, share }: ShownWhole["parts"][number]): Impacts => {
    const making = isComplete(all, criterion) ? part.making(criterion) : undefined;
    const hasUse = own !== undefined && ["CPU", "RAM", "GPU"].includes(part.name);
    const embeddedOfPart = making === undefined ? null : embeddedOf(making, lifetime, duration);
    return {
      embedded: embeddedOfPart === null ? null : atEnds((end) => embeddedOfPart[end] * share),
      use: hasUse ? useOf(tables, criterion, own, part.usage, part.usage, duration) : null,
    };
  };
  return {
    impacts: shownImpacts(
      criteria,
      (criterion) => ({
        embedded: embedded(criterion),
        use: useOf(tables, criterion, power, usage, usage, duration),
      }),
      true,
    ),
    resolved: known({
      ...whole.attributes(power),
      hours_life_time: { ...lifetime, status: "COMPLETED" },
    }),
    components: numbered(
      parts.map((one) => ({
        name: one.part.name,
        shown: {
          resolved: partAttributes(one.part, one.power),
          impacts: shownImpacts(criteria, (criterion) => partImpacts(criterion, one), false),
        },
      })),
    ),
  };
}

/** Mean power that is stated, or else the modelled one. */
export function shownPower({ meanPower }: Usage, power: Bounded): Attribute<number> {
  return meanPower ?? completed(power, "W");
}

/** Inputs of the graph of a server that are the making of its parts. */
type MakingInput = `${"assemblyFactor" | "boardFactor" | `${"cpu" | "gpu"}.making` | `${PlainPart}Making`}.gwp`;

type PlainPart = "memory" | "drive" | "hardDisk" | "powerSupply" | "enclosure";

function makingInputs(makings: ReadonlyMap<Part["name"], Bounded>, end: End): Readonly<Record<MakingInput, number>> {
  const of = (name: string): number => (makings.get(name) ?? exactly(0))[end];
  return {
    "assemblyFactor.gwp": of("ASSEMBLY"),
    "boardFactor.gwp": of("MOTHERBOARD"),
    "cpu.making.gwp": of("CPU"),
    "gpu.making.gwp": of("GPU"),
    "memoryMaking.gwp": of("RAM"),
    "driveMaking.gwp": of("SSD"),
    "hardDiskMaking.gwp": of("HDD"),
    "powerSupplyMaking.gwp": of("POWER_SUPPLY"),
    "enclosureMaking.gwp": of("CASE"),
  };
}
