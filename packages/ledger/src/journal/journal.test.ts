import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeBatch } from "./batch.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { openSegmentFile } from "./segment-file.ts";
import type { OpenSegmentFile } from "./segment-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-journal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function add(journal: Journal, text: string): Promise<number | string> {
  const result = await journal.append(Buffer.from(text));
  return result.ok ? result.value.sequence : result.error.kind;
}

async function texts(journal: Journal, from = 0): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { sequence, payload } of journal.read(from))
    found.push(`${sequence} ${Buffer.from(payload).toString()}`);
  return found;
}

function refuse(code: string | undefined): void {
  if (code !== undefined) throw Object.assign(new Error(code), { code });
}

/** A file that refuses what the test says, and counts its syncs. */
function faulty(fault: { write?: string; sync?: string; truncate?: string }): {
  openFile: OpenSegmentFile;
  syncs: () => number;
} {
  let syncs = 0;
  const openFile: OpenSegmentFile = async (path) => {
    const file = await openSegmentFile(path);
    return {
      write: async (parts, at) => {
        // A full disk takes a part of what it is given.
        if (fault.write !== undefined) await file.write([Buffer.from("part")], at);
        refuse(fault.write);
        await file.write(parts, at);
      },
      sync: async () => {
        syncs += 1;
        refuse(fault.sync);
        await file.sync();
      },
      truncate: async (length) => {
        refuse(fault.truncate);
        await file.truncate(length);
      },
      close: () => file.close(),
    };
  };
  return { openFile, syncs: () => syncs };
}

test("batches are read again in order, from any place, after closing and opening", async () => {
  const journal = await openJournal({ folder });
  expect([await add(journal, "a"), await add(journal, "b"), await add(journal, "c")]).toEqual([0, 1, 2]);
  await journal.close();
  expect(await add(journal, "late")).toBe("closed");
  const again = await openJournal({ folder });
  expect(again.next()).toBe(3);
  expect(await add(again, "d")).toBe(3);
  expect(await texts(again)).toEqual(["0 a", "1 b", "2 c", "3 d"]);
  expect(await texts(again, 2)).toEqual(["2 c", "3 d"]);
  await again.close();
});

test("batches that wait together share a sync, and each is answered after it", async () => {
  const { openFile, syncs } = faulty({});
  const journal = await openJournal({ folder, openFile });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => add(journal, String(index))));
  expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(syncs()).toBeLessThanOrEqual(2);
  await journal.close();
});

test("a damaged tail is cut off and reported, and writing continues", async () => {
  const journal = await openJournal({ folder });
  await add(journal, "a");
  await add(journal, "b");
  await journal.close();
  const [name = ""] = readdirSync(folder);
  const good = statSync(join(folder, name)).size;
  for (const tail of [
    Buffer.alloc(65_536),
    Buffer.from("garbage"),
    encodeBatch({ sequence: 2, payload: Buffer.from("never whole") }).slice(0, 30),
  ]) {
    appendFileSync(join(folder, name), tail);
    const opened = await openJournal({ folder });
    expect(opened.damages()).toMatchObject([{ at: good, bytes: tail.length, where: "tail" }]);
    expect(statSync(join(folder, name)).size).toBe(good);
    expect(await texts(opened)).toEqual(["0 a", "1 b"]);
    await opened.close();
  }
  truncateSync(join(folder, name), good - 1);
  const opened = await openJournal({ folder });
  expect(await add(opened, "b again")).toBe(1);
  expect(await texts(opened)).toEqual(["0 a", "1 b again"]);
  await opened.close();
});

test("segments roll, are compressed when asked, and read the same", async () => {
  const journal = await openJournal({ folder, segmentBytes: 100 });
  for (let index = 0; index < 20; index += 1) await add(journal, `text number ${index}`);
  const before = await texts(journal);
  expect(before).toHaveLength(20);
  const plain = (await journal.segments()).length;
  expect(plain).toBeGreaterThan(3);
  expect(await journal.compress(20)).toBe(plain - 1);
  expect((await journal.segments()).filter(({ compressed }) => compressed)).toHaveLength(plain - 1);
  expect(await texts(journal)).toEqual(before);
  expect(await journal.remove(10)).toBeGreaterThan(1);
  expect((await texts(journal)).at(-1)).toBe("19 text number 19");
  await journal.close();
  const again = await openJournal({ folder, segmentBytes: 100 });
  expect(await add(again, "next")).toBe(20);
  await again.close();
});

test("a compression that was broken off changes nothing", async () => {
  const journal = await openJournal({ folder, segmentBytes: 10 });
  for (const text of ["first of all", "second of all"]) await add(journal, text);
  const [first] = await journal.segments();
  writeFileSync(`${first?.path ?? ""}.gz.unfinished`, "half");
  writeFileSync(`${first?.path ?? ""}.gz`, "half");
  expect(await texts(journal)).toEqual(["0 first of all", "1 second of all"]);
  expect(await journal.compress(2)).toBe(1);
  expect(await texts(journal)).toEqual(["0 first of all", "1 second of all"]);
  await journal.close();
});

test("a damaged compressed segment gives what is whole and says so", async () => {
  const journal = await openJournal({ folder, segmentBytes: 10 });
  for (const text of ["first of all", "second of all", "third"]) await add(journal, text);
  await journal.compress(3);
  const [first] = await journal.segments();
  truncateSync(first?.path ?? "", (first?.bytes ?? 0) - 12);
  const read = await texts(journal);
  expect(read.slice(-2)).toEqual(["1 second of all", "2 third"]);
  expect(journal.damages().map(({ reason }) => reason)).toEqual([
    "the compressed file is damaged: unexpected end of file",
  ]);
  await journal.close();
});

test("a full disk refuses the batch, keeps the others, and takes it when there is room", async () => {
  const fault: { write?: string } = {};
  const { openFile } = faulty(fault);
  const journal = await openJournal({ folder, openFile });
  expect(await add(journal, "a")).toBe(0);
  fault.write = "ENOSPC";
  expect([await add(journal, "b"), await add(journal, "b")]).toEqual(["disk-full", "disk-full"]);
  expect(await texts(journal)).toEqual(["0 a"]);
  delete fault.write;
  expect(await add(journal, "b")).toBe(1);
  expect(await texts(journal)).toEqual(["0 a", "1 b"]);
  await journal.close();
  const again = await openJournal({ folder });
  expect([await texts(again), again.damages()]).toEqual([["0 a", "1 b"], []]);
  await again.close();
});

test("after a sync that failed and cannot be undone another segment begins, and nothing counts twice", async () => {
  const fault: { sync?: string; truncate?: string } = {};
  const { openFile } = faulty(fault);
  const journal = await openJournal({ folder, openFile });
  await add(journal, "a");
  fault.sync = "EIO";
  fault.truncate = "EIO";
  expect(await add(journal, "refused")).toBe("write-failed");
  delete fault.sync;
  delete fault.truncate;
  expect(await add(journal, "b")).toBe(1);
  expect(await texts(journal)).toEqual(["0 a", "1 b"]);
  await journal.close();
  const again = await openJournal({ folder });
  expect(await texts(again)).toEqual(["0 a", "1 b"]);
  await again.close();
});

test("a batch that is too large is refused by name", async () => {
  const journal = await openJournal({ folder });
  const result = await journal.append(new Uint8Array(64 * 1024 * 1024 + 1));
  expect(result.ok ? "" : result.error.message).toContain("Send smaller batches");
  await journal.close();
});
