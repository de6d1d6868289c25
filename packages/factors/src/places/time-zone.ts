const prefix = "time-zone:";

/** The key by which a family of places is asked to guess from a time zone: `time-zone:Europe/Paris`. */
export function timeZoneKey(timeZone: string): string {
  return `${prefix}${timeZone}`;
}

/** The time zone of such a key; undefined for any other. */
export function timeZoneOfKey(key: string): string | undefined {
  const text = key.trim();
  return text.toLowerCase().startsWith(prefix) ? text.slice(prefix.length).trim() : undefined;
}

/**
 * ISO 3166 code of the country that a time zone of the IANA database lies in; older names count (Asia/Calcutta).
 * Undefined for what names no place: UTC, Etc/GMT+3, CET, and names that are not known.
 */
export async function countryCodeOfTimeZone(timeZone: string): Promise<string | undefined> {
  const { default: file } = await import("../data/places/time-zones.json", { with: { type: "json" } });
  const wanted = timeZone.toLowerCase();
  const row = file.rows.find((candidate) => candidate.toLowerCase().split("|").slice(1).includes(wanted));
  return row?.slice(0, 2);
}
