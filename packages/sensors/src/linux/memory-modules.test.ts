import { expect, test } from "vitest";
import { recordedHost } from "../host/recorded-host.ts";
import { readMemoryModules } from "./memory-modules.ts";

const controller = (dimms: Readonly<Record<string, { readonly size: number; readonly kind: string }>>) =>
  Object.fromEntries(
    Object.entries(dimms).flatMap(([name, { size, kind }]) => [
      [`/sys/devices/system/edac/mc/mc0/${name}/size`, `${size}\n`],
      [`/sys/devices/system/edac/mc/mc0/${name}/dimm_mem_type`, `${kind}\n`],
    ]),
  );

/** A structure of the firmware's table: its formatted bytes from the type on, then two strings. */
function structure(type: number, bytes: Readonly<Record<number, number>>, length: number): string {
  const formatted = Array.from({ length }, (_, at) => (at === 0 ? type : at === 1 ? length : (bytes[at] ?? 0)));
  return `${String.fromCharCode(...formatted)}DIMM A1\0Maker\xff\0\0`;
}

const size = (megabytes: number) => ({ 0x0c: megabytes & 0xff, 0x0d: megabytes >> 8 });
const detail = (bits: number) => ({ 0x13: bits & 0xff, 0x14: bits >> 8 });
const module = (megabytes: number, bits: number) => structure(17, { ...size(megabytes), ...detail(bits) }, 0x28);
const bios = structure(0, {}, 0x18);
const end = structure(127, {}, 4);
const table = (...structures: readonly string[]) => ({ "/sys/firmware/dmi/tables/DMI": structures.join("") });
const registered = 1 << 13;
const unbuffered = 1 << 14;
const loadReduced = 1 << 15;

test.for([
  {
    name: "the memory controllers' driver names registered modules",
    files: controller({
      dimm0: { size: 32_768, kind: "Registered-DDR4" },
      dimm1: { size: 32_768, kind: "Load-Reduced-DDR4-RAM" },
      dimm2: { size: 0, kind: "Registered-DDR4" },
    }),
    expected: { registered: 2, others: 0 },
  },
  {
    name: "modules without a register are counted as others",
    files: controller({ dimm0: { size: 16_384, kind: "Unbuffered-DDR5" } }),
    expected: { registered: 0, others: 1 },
  },
  {
    name: "ranks are not modules, so the firmware is asked",
    files: {
      ...controller({ rank0: { size: 8192, kind: "Registered-DDR3" } }),
      ...table(module(16_384, registered), end),
    },
    expected: { registered: 1, others: 0 },
  },
  {
    name: "the firmware's table counts slots with a module",
    files: table(bios, module(32_767, registered), module(0, registered), module(16_384, loadReduced), end),
    expected: { registered: 2, others: 0 },
  },
  {
    name: "the firmware's table knows modules without a register",
    files: table(bios, module(8192, unbuffered), module(8192, 0), end, module(8192, registered)),
    expected: { registered: 0, others: 2 },
  },
])("$name", ({ files, expected }) => {
  expect(readMemoryModules(recordedHost({ files }))).toEqual(expected);
});

test("a machine that does not report its modules, or not to this user, has unknown modules", () => {
  expect(readMemoryModules(recordedHost({ files: {} }))).toBeUndefined();
  const files = table(module(8192, registered), end);
  const denied = ["/sys/firmware/dmi/tables/DMI"];
  expect(readMemoryModules(recordedHost({ files, denied }))).toBeUndefined();
});

test("a table that ends early, or that has wrong lengths, is read as far as it goes", () => {
  const whole = [bios, module(8192, registered), module(8192, registered)].join("");
  for (let length = 0; length <= whole.length; length += 1) {
    const files = table(whole.slice(0, length));
    expect(readMemoryModules(recordedHost({ files }))?.others ?? 0).toBe(0);
  }
  expect(
    readMemoryModules(recordedHost({ files: table("\x11\x00\x00\x00", module(8192, registered)) })),
  ).toBeUndefined();
});
