/** Where a cloud region stands. Zone and eGRID subregion are assigned from its published location. */
export interface CloudRegion {
  /** `provider:region`, as in `aws:eu-west-1`. */
  readonly key: string;
  readonly provider: string;
  readonly location: string;
  readonly iso2: string;
  /** Key of the grid zone in the notation of Electricity Maps. */
  readonly gridZone: string;
  /** Other zones that it may be in: near a border of two utilities, the exact site is not published. */
  readonly otherGridZones: readonly string[];
  /** In the United States only, and not everywhere there. */
  readonly egridSubregion?: string;
}

/**
 * The region by `provider:region`, or by its bare name, which no two providers share; the letter of an availability
 * zone may follow. Names of three letters need their provider: `DE` is Germany, `ovh:de` a data centre. Undefined when
 * unknown.
 */
export async function findCloudRegion(key: string): Promise<CloudRegion | undefined> {
  const regions = await cloudRegions();
  const wanted = key.trim().toLowerCase();
  // Availability zones end in a letter, none yet beyond f; Azure shows "West Europe" and calls it westeurope.
  const spellings = [wanted, wanted.replace(/(?<=\d)-?[a-f]$/, ""), wanted.replaceAll(" ", "")];
  return regions.find(({ key: name }) =>
    spellings.some((text) => name === text || (text.length > 3 && name.endsWith(`:${text}`))),
  );
}

/** All cloud regions that the package knows. */
export async function cloudRegions(): Promise<readonly CloudRegion[]> {
  const file = await import("../data/places/cloud-regions.json", { with: { type: "json" } });
  return file.default.rows.map((row) => {
    const [key = "", location = "", iso2 = "", gridZone = "", egrid = "", others = ""] = row.split("|");
    const provider = key.slice(0, key.indexOf(":"));
    const otherGridZones = others === "" ? [] : others.split(",");
    const region = { key, provider, location, iso2, gridZone, otherGridZones };
    return egrid === "" ? region : { ...region, egridSubregion: egrid };
  });
}

/** True for names built like a cloud region's, whose first letters must not be read as a country (sa-east-1). */
export function looksLikeCloudRegion(key: string): boolean {
  return /^[a-z]+(-[a-z]+)*-((north|south|east|west|central)[a-z]*\d+|[a-z]+-\d+)(-?[a-z])?$/i.test(key.trim());
}
