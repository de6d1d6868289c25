/*
 * What a wrapper notes of a machine's place when a run starts. Apart from all else, so that nothing is loaded for it; what
 * the hints mean is looked up when the run has ended.
 */

/** Hints about a machine's place that need no network. */
export interface PlaceHints {
  /** Variables of the environment that name a cloud region, as they stood. */
  readonly cloud?: readonly { readonly variable: string; readonly value: string }[];
  /** Name in the IANA database, such as `Europe/Paris`. Absent where it could not be read. */
  readonly timeZone?: string;
}

/** Where the hints are read from. */
export interface HintPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The target of a symbolic link; undefined without a link. */
  readonly readLink: (path: string) => string | undefined;
  /** The text of a small file; undefined without a file. */
  readonly readText: (path: string) => string | undefined;
}

/** Variables that name the region where a program runs, and the provider that each is of, the most telling first. */
const providers: Readonly<Record<string, string>> = {
  AWS_REGION: "aws",
  AWS_DEFAULT_REGION: "aws",
  GOOGLE_CLOUD_REGION: "gcp",
  GCP_REGION: "gcp",
  FUNCTION_REGION: "gcp",
  CLOUDSDK_COMPUTE_REGION: "gcp",
  GOOGLE_CLOUD_ZONE: "gcp",
  CLOUDSDK_COMPUTE_ZONE: "gcp",
  AZURE_REGION: "azure",
  AZURE_LOCATION: "azure",
  REGION_NAME: "azure",
  OCI_REGION: "oci",
  OCI_CLI_REGION: "oci",
  SCW_DEFAULT_REGION: "scaleway",
};

/** The provider that a variable of the environment is of, `aws` of AWS_REGION; undefined for any other variable. */
export function cloudProviderOf(variable: string): string | undefined {
  return Object.hasOwn(providers, variable) ? providers[variable] : undefined;
}

/** Names of regions, zones and time zones are short and plain. Other text is not a name and is ignored. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9 ._+/-]{0,59}$/u;

/** Reads {@link PlaceHints}: environment, and the time zone as the system keeps it (TZ, /etc/localtime, /etc/timezone). */
export function readPlaceHints({ environment, readLink, readText }: HintPlaces): PlaceHints {
  const cloud = Object.keys(providers).flatMap((variable) => {
    const value = environment[variable]?.trim() ?? "";
    return plainName.test(value) ? [{ variable, value }] : [];
  });
  // TZ may begin with a colon; what it holds else, such as CET-1CEST, names no place.
  const named =
    environment["TZ"]?.replace(/^:/u, "") ??
    readLink("/etc/localtime")?.match(/zoneinfo[^/]*\/(?:posix\/|right\/)?(.+)$/u)?.[1] ??
    readText("/etc/timezone")?.trim();
  return {
    ...(cloud.length === 0 ? {} : { cloud }),
    ...(named !== undefined && plainName.test(named) ? { timeZone: named } : {}),
  };
}
