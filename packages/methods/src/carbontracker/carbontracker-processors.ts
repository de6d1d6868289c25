/**
 * Design power of one processor, W, by Carbontracker's list: of that very name, or of the first row whose name holds the
 * text before "@". Undefined if no row matches: the original then takes the mean of its list. A name of nothing is
 * part of every row, so the first one answers, as there.
 */
export async function carbontrackerTdp(processorName: string): Promise<number | undefined> {
  const { default: processors } = await import("../data/carbontracker-processors.json", { with: { type: "json" } });
  // The original calls a processor without a name this, before it looks it up.
  const brand = processorName === "" ? "Unknown CPU" : processorName;
  const [before = ""] = brand.split("@");
  const row =
    processors.rows.find((one) => nameOf(one) === brand) ??
    processors.rows.find((one) => nameOf(one).includes(before.trim()));
  return row === undefined ? undefined : Number(row.slice(row.lastIndexOf("|") + 1));
}

function nameOf(row: string): string {
  return row.slice(0, row.lastIndexOf("|"));
}
