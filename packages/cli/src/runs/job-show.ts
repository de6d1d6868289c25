import { WattledgerError } from "@wattledger/core";
import { accountJob, findJobRecords, jobTotals } from "@wattledger/meter/records";
import { writeJson, writeOut } from "../terminal.ts";
import { jobDocument } from "./job-document.ts";
import { jobText } from "./job-text.ts";

/** Prints the summary of a job of many ranks, if the store has one of this name; says whether it has. */
export async function showJob(folder: string, query: string, form: "text" | "json", width: number): Promise<boolean> {
  // Names of jobs begin with their launcher, ids of runs with digits.
  if (!/^[a-z]+-/.test(query)) return false;
  const { records, problems } = findJobRecords(folder, query);
  const totals = jobTotals(records);
  if (totals === undefined) return false;
  const job = await accountJob(totals);
  if (!job.ok) throw new WattledgerError("bad-file", `Job ${query}: ${job.error}.`);
  if (form === "json") writeJson(jobDocument(totals, job.value, problems));
  else writeOut(jobText(totals, job.value, problems, width));
  return true;
}
