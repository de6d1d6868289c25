import type { Ends } from "@wattledger/core";

/** Where the original takes a provider to run, and how its data centres are: release 0.11.3, PROVIDER_CONFIG_MAP. */
export interface ProviderSettings {
  readonly zone: string;
  readonly pue: Ends;
  readonly wue: Ends;
}

/** What EcoLogits 0.11 assumes about each provider. */
export const providerSettings: Readonly<Record<string, ProviderSettings>> = {
  anthropic: { zone: "USA", pue: { low: 1.09, high: 1.14 }, wue: { low: 0.13, high: 0.999 } },
  cohere: { zone: "USA", pue: 1.09, wue: 0.999 },
  google_genai: { zone: "USA", pue: 1.09, wue: 0.999 },
  huggingface_hub: { zone: "USA", pue: { low: 1.09, high: 1.14 }, wue: { low: 0.13, high: 0.99 } },
  mistralai: { zone: "SWE", pue: 1.16, wue: 0.09 },
  openai: { zone: "USA", pue: 1.2, wue: 0.569 },
};
