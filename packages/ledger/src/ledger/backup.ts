import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { plainIssues } from "@wattledger/core/schemas";
import * as z from "zod";
import type { Journal } from "../journal/journal.ts";
import { syncFolder } from "../journal/segment-file.ts";
import { listSegments, readSegment } from "../journal/segments.ts";
import type { Segment } from "../journal/segments.ts";

const manifestSchema = z.strictObject({
  schema: z.literal("wattledger/backup/1"),
  createdAt: z.iso.datetime(),
  /** Batches of the journal that the backup holds: all that were acknowledged before it began. */
  batches: z.int().nonnegative(),
  files: z.array(z.strictObject({ name: z.string().regex(/^\d{16}\.journal(\.gz)?$/u), sha256: z.string() })),
});

/** What a backup holds. */
export type BackupManifest = z.output<typeof manifestSchema>;

const manifestName = "backup.json";

/**
 * Copies the journal, which is the whole truth, into an empty folder while the ledger continues. The manifest comes last: a folder
 * without it is not a backup.
 */
export async function backUp(journal: Journal, target: string, now: number): Promise<BackupManifest> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0)
    throw new Error(`The folder ${target} is not empty. Name an empty one, or one that does not exist.`);
  await journal.seal();
  const batches = journal.next();
  const segments = (await journal.segments()).filter(({ first }) => first < batches);
  const files: { name: string; sha256: string }[] = [];
  for (const { path } of segments) {
    const copy = join(target, basename(path));
    await copyFile(path, copy);
    files.push({ name: basename(path), sha256: await sha256Of(copy) });
  }
  const manifest: BackupManifest = {
    schema: "wattledger/backup/1",
    createdAt: new Date(now).toISOString(),
    batches,
    files,
  };
  await writeFile(join(target, `${manifestName}.unfinished`), JSON.stringify(manifest, undefined, 2));
  await rename(join(target, `${manifestName}.unfinished`), join(target, manifestName));
  await syncFolder(target);
  return manifest;
}

/** Puts a backup into the empty folder of a ledger, after every file of it was checked. The engine is built when it is opened. */
export async function restoreBackup(source: string, folder: string): Promise<Result<BackupManifest, string>> {
  const read = await readManifest(source);
  if (!read.ok) return read;
  const manifest = read.value;
  for (const { name, sha256 } of manifest.files) {
    const found = await sha256Of(join(source, name)).catch(() => "missing");
    if (found !== sha256)
      return fail(
        `The file ${name} of the backup in ${source} is ${found === "missing" ? "missing" : "damaged"}. Use another backup.`,
      );
  }
  const journal = join(folder, "journal");
  await mkdir(journal, { recursive: true, mode: 0o700 });
  if ((await readdir(journal)).length > 0)
    return fail(`There is a ledger in ${folder} already. Restore into an empty folder.`);
  for (const { name } of manifest.files) await copyFile(join(source, name), join(journal, name));
  await syncFolder(journal);
  return ok(manifest);
}

/**
 * Removes sealed segments of a journal that a backup holds. Each is compared with its copy first: only what is really there is removed.
 */
export async function expireJournal(
  journal: Journal,
  source: string,
): Promise<Result<{ readonly segments: number }, string>> {
  const read = await readManifest(source);
  if (!read.ok) return read;
  const { batches, files } = read.value;
  const sealed = (await journal.segments()).slice(0, -1);
  let before = 0;
  for (const [index, segment] of sealed.entries()) {
    const end = sealed[index + 1]?.first ?? segment.first;
    const copy = files.find(({ name }) => firstOf(name) === segment.first);
    if (copy === undefined || end > batches) break;
    const found = await sha256Of(join(source, copy.name)).catch(() => "missing");
    if (found !== copy.sha256)
      return fail(`The file ${copy.name} of the backup in ${source} is missing or damaged. Make another backup.`);
    if (!(await sameBatches(segment, join(source, copy.name)))) break;
    before = end;
  }
  return ok({ segments: await journal.remove(before) });
}

/** Puts the segments of a backup that a journal lacks back into the folder of a ledger. The ledger is closed meanwhile. */
export async function restoreSegments(
  source: string,
  folder: string,
): Promise<Result<{ readonly segments: number }, string>> {
  const read = await readManifest(source);
  if (!read.ok) return read;
  const journal = join(folder, "journal");
  const there = new Set((await listSegments(journal)).map(({ first }) => first));
  let segments = 0;
  for (const { name, sha256 } of read.value.files) {
    if (there.has(firstOf(name))) continue;
    if ((await sha256Of(join(source, name)).catch(() => "missing")) !== sha256) {
      return fail(`The file ${name} of the backup in ${source} is missing or damaged. Use another backup.`);
    }
    await copyFile(join(source, name), join(journal, name));
    segments += 1;
  }
  await syncFolder(journal);
  return ok({ segments });
}

function firstOf(name: string): number {
  return Number(name.slice(0, name.indexOf(".")));
}

/** Whether two files hold the same batches; either may be compressed. */
async function sameBatches(segment: Segment, path: string): Promise<boolean> {
  const copy: Segment = { ...segment, path, compressed: path.endsWith(".gz") };
  return (await digestOf(segment)) === (await digestOf(copy));
}

async function digestOf(segment: Segment): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of readSegment(segment)) {
    if (part.kind === "batch") hash.update(`${part.batch.sequence} `).update(part.batch.payload);
  }
  return hash.digest("hex");
}

async function readManifest(source: string): Promise<Result<BackupManifest, string>> {
  const text = await readFile(join(source, manifestName), "utf8").catch(() => undefined);
  if (text === undefined)
    return fail(
      `The folder ${source} is not a backup: it has no ${manifestName}. The copy was interrupted, or is of something else. Give the folder of a complete backup.`,
    );
  try {
    const data: unknown = JSON.parse(text);
    const parsed = manifestSchema.safeParse(data);
    return parsed.success
      ? ok(parsed.data)
      : fail(`The manifest of ${source} is not valid: ${plainIssues(parsed.error, data).join(" ")}`);
  } catch {
    return fail(`The manifest of ${source} is not valid JSON. Use another backup.`);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
