import type { Activity, WorkloadStage } from "../activity/activity.ts";
import type { Quantity } from "../units/quantity.ts";

/** Name of this version of the footprint's schema. */
export const footprintVersion = "wattledger/footprint/1";

/** Impact categories: climate, resources, primary energy, water, and the ReCiPe 2016 midpoints. */
export const impactCategories = [
  "gwp",
  "adpe",
  "pe",
  /** Primary energy of fossil (and nuclear) origin only. */
  "pe-fossil",
  "water",
  "recipe-stratospheric-ozone-depletion",
  "recipe-ionizing-radiation",
  "recipe-ozone-formation-human-health",
  "recipe-ozone-formation-terrestrial",
  "recipe-fine-particulate-matter",
  "recipe-terrestrial-acidification",
  "recipe-freshwater-eutrophication",
  "recipe-marine-eutrophication",
  "recipe-terrestrial-ecotoxicity",
  "recipe-freshwater-ecotoxicity",
  "recipe-marine-ecotoxicity",
  "recipe-human-carcinogenic-toxicity",
  "recipe-human-non-carcinogenic-toxicity",
  "recipe-land-use",
  "recipe-mineral-resource-scarcity",
  "recipe-fossil-resource-scarcity",
  "recipe-water-consumption",
] as const;

/** One of {@link impactCategories}. */
export type ImpactCategory = (typeof impactCategories)[number];

/**
 * Stages of a life cycle, and the spans of stages that sources state in one figure. A span overlaps each of its stages:
 * `cradle-to-gate` is raw materials and manufacturing, `cradle-to-grave-without-use` these, distribution and end of life.
 */
export const lifeCycleStages = [
  "raw-materials",
  "manufacturing",
  "distribution",
  "use",
  "end-of-life",
  "cradle-to-gate",
  "cradle-to-grave-without-use",
] as const;

/** One of {@link lifeCycleStages}. */
export type LifeCycleStage = (typeof lifeCycleStages)[number];

/** A quantity, or the reason why it is unknown. Unknown is never zero. */
export type Known = { readonly quantity: Quantity } | { readonly quantity: null; readonly reason: string };

/** One figure of a footprint, with all that decides what it may be added to. */
export interface Impact {
  readonly category: ImpactCategory;
  readonly phase: "operational" | "embodied";
  /** Only electricity is accounted both ways; `not-applicable` elsewhere. */
  readonly accounting: "location" | "market" | "not-applicable";
  readonly amount: Known;
  /** For people: "scope 2 + 3.3 (life cycle)". */
  readonly label: string;
  /** GHG Protocol: `2`, `3.2`, `3.3`; more than one where a factor spans them. */
  readonly scopes: readonly string[];
  /** Whether it counts in the owner's inventory of a year, or is a share attributed to a piece of work. */
  readonly nature: "inventory" | "attributed";
  /** What it is the footprint of, so that two figures of the same thing are never added. */
  readonly covers: {
    readonly asset: string;
    readonly from?: string;
    readonly to?: string;
    readonly stage: LifeCycleStage;
  };
  /** What the factor behind it includes; unlike ones are never added. */
  readonly factorBasis: string;
}

/** The footprint of an activity, version 1. */
export interface Footprint {
  readonly schema: typeof footprintVersion;
  readonly id: string;
  readonly of: {
    readonly kind: Activity["kind"];
    readonly name?: string;
    /** Activity data, where they may travel. */
    readonly activity?: Activity;
    readonly functionalUnit: { readonly amount: number; readonly unit: string };
    readonly workloadStage?: WorkloadStage;
    readonly lineage: {
      readonly experiment?: string;
      readonly parentRun?: string;
      readonly outcome?: "succeeded" | "failed" | "interrupted";
      readonly model?: string;
      readonly modelVersion?: string;
    };
  };
  /** To whom the footprint is attributed, by dimension: project, team, tags. */
  readonly owner: Readonly<Record<string, string>>;
  readonly made: {
    readonly method: { readonly id: string; readonly version: string };
    readonly factorSet: string;
    readonly boundary: {
      readonly components: readonly string[];
      readonly overheads: readonly string[];
      readonly lifeCycle: readonly string[];
      readonly excludes: readonly string[];
    };
    readonly quality: {
      /** Share of the energy that instruments read, the rest being modelled; null where nothing is known. */
      readonly measuredEnergyShare: number | null;
      /** Each fall-back and assumption, a sentence for people. */
      readonly notes: readonly string[];
    };
  };
  /** Electricity behind the operational figures, overheads included. */
  readonly energy: Known;
  readonly impacts: readonly Impact[];
}
