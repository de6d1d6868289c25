import { expect, test } from "vitest";
import { recordedHost } from "../host/recorded-host.ts";
import { readDrives } from "./drives.ts";

interface Block {
  readonly rotational?: 0 | 1;
  readonly removable?: 0 | 1;
  readonly size?: number;
  readonly hardware?: boolean;
}

function blocks(of: Readonly<Record<string, Block>>): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, { rotational = 0, removable = 0, size = 1_000_000, hardware = true }] of Object.entries(of)) {
    files[`/sys/block/${name}/queue/rotational`] = `${rotational}\n`;
    files[`/sys/block/${name}/removable`] = `${removable}\n`;
    files[`/sys/block/${name}/size`] = `${size}\n`;
    if (hardware) files[`/sys/block/${name}/device/model`] = "a drive\n";
  }
  return files;
}

const count = (of: Readonly<Record<string, Block>>) => readDrives(recordedHost({ files: blocks(of) }));

test("drives are counted as rotating or not", () => {
  expect(count({ nvme0n1: {}, sda: { rotational: 1 }, sdb: { rotational: 1 } })).toEqual({
    solidState: 1,
    rotating: 2,
  });
});

test("devices that are made of other drives are not counted again", () => {
  const made = { hardware: false };
  expect(count({ sda: {}, "dm-0": made, md127: made, loop0: made, zram0: made, nbd0: {}, nvme0c0n1: {} })).toEqual({
    solidState: 1,
    rotating: 0,
  });
});

test("sticks, empty card readers and discs in their drives are not counted", () => {
  expect(count({ sda: {}, sdb: { removable: 1 }, sdc: { size: 0 }, sr0: { removable: 1 } })).toEqual({
    solidState: 1,
    rotating: 0,
  });
});

test("without a list of the kernel the number is unknown", () => {
  expect(count({})).toBeUndefined();
});
