import { plainIssues } from "@wattledger/core/schemas";
import type { Parts } from "./parts.ts";
import { recordsOfRun } from "./run-records.ts";
import { runUploadSchema } from "./run-upload.ts";

/** Ids of the runs that a ledger holds and that have ended. */
export async function endedRunsIn({ ledger }: Pick<Parts, "ledger">): Promise<ReadonlySet<string>> {
  const runs = await ledger.ask({ question: "documents", query: { documentKind: "run", count: 1_000_000 } });
  return new Set(
    runs.flatMap(({ id, body }) =>
      typeof body === "object" && body !== null && "state" in body && body["state"] === "ended" ? [id] : [],
    ),
  );
}

/** Takes in runs of this machine, in the form of `POST /api/v1/runs`. Returns why some were not taken, a sentence each. */
export async function takeInRuns(
  { intake, runs }: Pick<Parts, "intake" | "runs">,
  uploads: readonly unknown[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const upload of uploads) {
    const parsed = runUploadSchema.safeParse(upload);
    if (!parsed.success) {
      faults.push(...plainIssues(parsed.error, upload).slice(0, 1));
      continue;
    }
    const project = parsed.data.summary.project ?? "default";
    const taken = await intake.accept(recordsOfRun(parsed.data, project, "local"));
    if (!taken.ok) faults.push(taken.error.message);
    else {
      faults.push(...taken.value.rejected.flatMap(({ reasons }) => reasons));
      runs.publish(project, parsed.data.summary.id, parsed.data);
    }
  }
  return faults;
}
