/** What a usage event can be grouped and filtered by. Each is a column that holds the number of a value in the dictionary. */
export const dimensions = [
  "organisation",
  "project",
  "team",
  "environment",
  "workload_stage",
  "experiment",
  "run",
  "model",
  "model_version",
  "provider",
  "region",
  "zone",
  "source",
  "owner",
  "activity_kind",
  "method",
  "factor_set",
  "factor_basis",
  "energy_basis",
  "nature",
  "asset",
  "life_cycle_stage",
  "currency",
  "tags",
] as const;

/** Name of a dimension. */
export type Dimension = (typeof dimensions)[number];

/** Dimensions that the sums of hours keep. Each more of them makes more rows. */
export const hourDimensions = [
  "organisation",
  "project",
  "team",
  "environment",
  "model",
  "provider",
  "activity_kind",
  "method",
  "factor_set",
  "factor_basis",
  "energy_basis",
  "nature",
  "asset",
  "life_cycle_stage",
  "currency",
] as const satisfies readonly Dimension[];

/** Dimensions that the sums of days keep; what is not among them is asked of the events. */
export const dayDimensions = [
  ...hourDimensions,
  "workload_stage",
  "experiment",
  "region",
] as const satisfies readonly Dimension[];

/** Whether a text is the name of a dimension. */
export function isDimension(name: string): name is Dimension {
  return dimensions.some((dimension) => dimension === name);
}
