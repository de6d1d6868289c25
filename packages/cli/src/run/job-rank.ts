import type { JobPart } from "@wattledger/meter";

/**
 * Where a rank writes what `--json FILE` asks for: rank 0 to FILE, the others next to it, `run.rank-3.json`, because
 * all ranks of a job get the same options.
 */
export function rankFile(file: string, job: JobPart | undefined): string {
  if (job?.rank === undefined || job.rank === 0) return file;
  const [, stem = file, extension = ""] = /^(.*?)(\.[^./]*)?$/s.exec(file) ?? [];
  return `${stem}.rank-${job.rank}${extension}`;
}

/** What a rank prints instead of a summary: only the rank that measured prints, and names the page of the whole job. */
export function rankText(job: JobPart): string | undefined {
  if (job.rank === undefined) return undefined;
  if (job.role === "rank") return "";
  const of = job.ranks === undefined ? "" : ` of ${job.ranks}`;
  return `wattledger: rank ${job.rank}${of} measured this node for job ${job.key}; wattledger runs show ${job.key} adds the job up\n`;
}
