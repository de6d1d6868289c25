import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { encodeBatch } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { syncFolder } from "./segment-file.ts";
import { listSegments, readSegment, segmentPath } from "./segments.ts";
import type { Segment } from "./segments.ts";
import { replaceDurably } from "./shrink.ts";

/**
 * Writes a sealed segment again with other payloads, under the same sequences. A segment in which nothing changes is left alone.
 * A crash leaves the old segment or the new one, whole.
 *
 * @param change The new payload of a batch, or undefined where it stays as it is.
 * @returns Whether the segment changed.
 */
export async function rewriteSegment(
  folder: string,
  segment: Segment,
  change: (batch: Batch) => Uint8Array | undefined,
): Promise<boolean> {
  const target = segmentPath(folder, segment.first);
  const unfinished = `${target}.unfinished`;
  const file = createWriteStream(unfinished, { mode: 0o600 });
  let changed = false;
  for await (const part of readSegment(segment)) {
    if (part.kind === "end") continue;
    const payload = change(part.batch);
    changed ||= payload !== undefined;
    const bytes = encodeBatch({ sequence: part.batch.sequence, payload: payload ?? part.batch.payload });
    if (!file.write(bytes)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
  if (!changed) {
    await unlink(unfinished);
    return false;
  }
  await replaceDurably(folder, unfinished, target);
  if (segment.compressed) await unlink(segment.path);
  await syncFolder(folder);
  return true;
}

/** Deletes what a crash left of a compression or a rewriting: files that no reader looks at. */
export async function removeLeftovers(folder: string): Promise<void> {
  const current = new Set((await listSegments(folder)).map(({ path }) => path));
  for (const name of await readdir(folder)) {
    const isSegment = /^\d{16}\.journal(?:\.gz)?$/u.test(name);
    if (name.endsWith(".unfinished") || (isSegment && !current.has(join(folder, name))))
      await unlink(join(folder, name));
  }
}
