import file from "../data/ecologits-video.json" with { type: "json" };

/** What EcoLogits knows of a video model: its host, and how long it takes, fitted to the times of clips. */
export interface VideoModel {
  readonly name: string;
  readonly provider: string;
  /** Server of 8 accelerators that serves it, or of which one does. */
  readonly hardware: string;
  /** Share of that server that a clip has to itself: 1, or an eighth where one accelerator serves the model. */
  readonly serverShare: number;
  /** Time without sound, as a share of that with it. */
  readonly silentWeight: number;
  readonly coefficients: Readonly<Record<VideoCoefficient, number>>;
}

/** Coefficients of the regression of time, s, by their names there. */
export type VideoCoefficient = (typeof videoCoefficients)[number];

/** Names of the coefficients of a video model's regression. */
export const videoCoefficients = ["n", "m", "m1", "m2", "n1", "n2", "g"] as const;

/** Every video model, in the order of the source. */
export function videoModels(): readonly VideoModel[] {
  return file.models.map((row) => {
    const [name = "", provider = "", hardware = "", weight = "", ...cells] = row.split("|");
    const [n = 0, m = 0, m1 = 0, m2 = 0, n1 = 0, n2 = 0, g = 0] = cells.map(Number);
    return {
      name,
      provider,
      ...(hardware === "single-h200" ? { hardware: "dgx-h200", serverShare: 1 / 8 } : { hardware, serverShare: 1 }),
      silentWeight: Number(weight),
      coefficients: { n, m, m1, m2, n1, n2, g },
    };
  });
}

/** Facility of a model's provider: PUE, and site water in L/kWh; each a range where the provider has several hosts. */
export interface VideoFacility {
  /** Where the original takes the provider to run: ISO 3166 alpha-3. */
  readonly zone: string;
  readonly pue: { readonly low: number; readonly high: number };
  readonly wue: { readonly low: number; readonly high: number };
}

/** Facility of a provider; undefined for one that EcoLogits does not have. */
export function videoFacility(provider: string): VideoFacility | undefined {
  const row = file.providers.find((one) => one.startsWith(`${provider}|`));
  if (row === undefined) return undefined;
  const [, zone = "", ...cells] = row.split("|");
  const [pueLow = 0, pueHigh = 0, wueLow = 0, wueHigh = 0] = cells.map(Number);
  return { zone, pue: { low: pueLow, high: pueHigh }, wue: { low: wueLow, high: wueHigh } };
}
