import { WattledgerError } from "@wattledger/core";
import { compareRun } from "@wattledger/meter/compare";
import { pageWidth } from "../paragraph.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { comparisonText } from "./runs-compare-text.ts";
import { openRecord } from "./runs-open.ts";

/** Prints what other tools would have said of a run on record. @throws WattledgerError for a run that is not there */
export async function printComparison(query: string, form: "text" | "json"): Promise<void> {
  const record = openRecord(query);
  const compared = await compareRun(record);
  if (!compared.ok) throw new WattledgerError("bad-file", `Run ${record.started.id}: ${compared.error}.`);
  if (form === "json") writeJson(compared.value);
  else writeOut(comparisonText(compared.value, pageWidth(process.stdout.columns)));
}
