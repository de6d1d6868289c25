import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, unlink } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { syncFolder } from "./segment-file.ts";
import { segmentPath } from "./segments.ts";
import type { Segment } from "./segments.ts";

/** Replaces a sealed segment by its compressed form. The plain file goes when the compressed one is durable. */
export async function compressSegment(folder: string, segment: Segment): Promise<void> {
  const target = segmentPath(folder, segment.first, true);
  const unfinished = `${target}.unfinished`;
  await pipeline(
    createReadStream(segment.path),
    createGzip({ level: 6 }),
    createWriteStream(unfinished, { mode: 0o600 }),
  );
  await replaceDurably(folder, unfinished, target);
  await unlink(segment.path);
  await syncFolder(folder);
}

/** Syncs a file and gives it the name of another in one step: a reader sees the old one or the new one, whole. */
export async function replaceDurably(folder: string, unfinished: string, target: string): Promise<void> {
  const handle = await open(unfinished, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, target);
  await syncFolder(folder);
}

/** Deletes segments, the oldest first. Returns how many. */
export async function removeSegments(folder: string, segments: readonly Segment[]): Promise<number> {
  for (const { path } of segments) await unlink(path);
  await syncFolder(folder);
  return segments.length;
}
