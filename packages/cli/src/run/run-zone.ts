import { grid } from "@wattledger/factors";

/** What is wrong with a zone, as a sentence; undefined if it is known. */
export async function findZone(zone: string): Promise<string | undefined> {
  if (zone.trim() === "") return "The zone is empty: name a place, such as FR, or leave it out.";
  const found = await grid.find(zone);
  return found.ok ? undefined : found.error.message;
}
