import type { FactorFamily } from "@wattledger/core";
import { findCloudRegion } from "./cloud-region.ts";

/** A cloud region is a place on the grid and a data centre: given as one, it is the other too. */
const otherKeys: Readonly<Record<string, string>> = { zone: "facility", facility: "zone" };

/** The families, where those by zone read a cloud region that is given as the facility, and the other way round. */
export function withCloudRegionKeys(families: readonly FactorFamily[]): readonly FactorFamily[] {
  return families.map((family): FactorFamily => {
    const { key } = family;
    const other = Object.hasOwn(otherKeys, key.name) ? otherKeys[key.name] : undefined;
    if (other === undefined) return family;
    return { ...family, key: { ...key, also: { name: other, takes: isCloudRegion } } };
  });
}

async function isCloudRegion(value: string): Promise<boolean> {
  return (await findCloudRegion(value)) !== undefined;
}
