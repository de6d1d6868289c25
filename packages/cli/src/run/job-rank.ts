import type { JobPart } from "@wattledger/meter";

/**
 * Where a rank writes what `--json FILE` asks for: rank 0 to FILE, the others beside it, `run.rank-3.json`, as all ranks
 * of a job are given the same words.
 */
export function rankFile(file: string, job: JobPart | undefined): string {
  if (job?.rank === undefined || job.rank === 0) return file;
  const [, stem = file, extension = ""] = /^(.*?)(\.[^./]*)?$/s.exec(file) ?? [];
  return `${stem}.rank-${job.rank}${extension}`;
}

/** What a rank says at its end in place of a summary: only who measured says anything, and where the whole is. */
export function rankText(job: JobPart): string | undefined {
  if (job.rank === undefined) return undefined;
  if (job.role === "rank") return "";
  const of = job.ranks === undefined ? "" : ` of ${job.ranks}`;
  return `wattledger: rank ${job.rank}${of} measured this node for job ${job.key}; wattledger runs show ${job.key} adds the job up\n`;
}
