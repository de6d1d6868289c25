import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cpuKey, parseCpuName } from "./cpu-name.ts";
import { cpuRows } from "./cpu-table.ts";
import { leastCpuScore, matchCpu } from "./match.ts";

/** Names as machines print them, with thermal design power, cores and threads of the vendor's product page. */
const recognised: readonly (readonly [string, string, number, number | undefined, number | undefined])[] = [
  // /proc/cpuinfo, Intel servers
  ["Intel(R) Xeon(R) CPU E5-2683 v4 @ 2.10GHz", "Intel Xeon E5-2683 v4", 120, 16, undefined],
  ["Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz", "Intel Xeon E5-2620 v3", 85, 6, undefined],
  ["Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", "Intel Xeon E5-2670", 115, 8, undefined],
  ["Intel(R) Xeon(R) CPU E3-1240 V2 @ 3.40GHz", "Intel Xeon E3-1240 v2", 69, 4, undefined],
  ["Intel(R) Xeon(R) CPU E7-8890 v3 @ 2.50GHz", "Intel Xeon E7-8890 v3", 165, 18, undefined],
  ["Intel(R) Xeon(R) CPU           X5690  @ 3.47GHz", "Intel Xeon X5690", 130, 6, undefined],
  ["Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz", "Intel Xeon Gold 6130", 125, 16, undefined],
  ["Intel(R) Xeon(R) Gold 5120 CPU @ 2.20GHz", "Intel Xeon Gold 5120", 105, 14, undefined],
  ["Intel(R) Xeon(R) Silver 4114 CPU @ 2.20GHz", "Intel Xeon Silver 4114", 85, 10, undefined],
  ["Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz", "Intel Xeon Platinum 8380", 270, 40, undefined],
  ["Intel(R) Xeon(R) Platinum 8480+", "Intel Xeon Platinum 8480+", 350, 56, undefined],
  ["INTEL(R) XEON(R) PLATINUM 8592+", "Intel Xeon Platinum 8592+", 350, 64, undefined],
  ["Intel(R) Xeon(R) 6780E", "Intel Xeon 6780E", 330, 144, undefined],
  ["Intel(R) Xeon(R) CPU Max 9480", "Intel Xeon Max 9480", 350, 56, undefined],
  ["Intel(R) Xeon(R) W-2295 CPU @ 3.00GHz", "Intel Xeon W-2295", 165, 18, undefined],
  // cloud parts: only the collected list has them, without cores
  ["Intel(R) Xeon(R) Platinum 8275CL CPU @ 3.00GHz", "Intel Xeon Platinum 8275CL", 240, undefined, undefined],
  ["Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz", "Intel Xeon Platinum 8259CL", 210, undefined, undefined],
  ["Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz", "Intel Xeon E5-2686 v4", 145, undefined, undefined],
  ["AMD EPYC 7R13 Processor", "AMD EPYC 7R13", 225, undefined, undefined],
  ["AMD EPYC 7V73X 64-Core Processor", "AMD EPYC 7V73X", 280, 64, undefined],
  // AMD servers
  ["AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763", 280, 64, 128],
  ["AMD FX(tm)-6100 Six-Core Processor", "AMD FX 6100", 95, 6, 6],
  ["AMD EPYC 7742 64-Core Processor", "AMD EPYC 7742", 225, 64, 128],
  ["AMD EPYC 7551P 32-Core Processor", "AMD EPYC 7551P", 180, 32, 64],
  ["AMD EPYC 9654 96-Core Processor", "AMD EPYC 9654", 360, 96, 192],
  ["AMD EPYC 9965 192-Core Processor", "AMD EPYC 9965", 500, 192, 384],
  ["AMD EPYC 8024P 8-Core Processor", "AMD EPYC 8024P", 90, 8, 16],
  ["AMD Opteron(tm) Processor 6272", "AMD Opteron 6272", 115, 16, 16],
  // desktops
  ["AMD Ryzen 7 5800X 8-Core Processor             ", "AMD Ryzen 7 5800X", 105, 8, 16],
  ["AMD Ryzen 9 3900X 12-Core Processor", "AMD Ryzen 9 3900X", 105, 12, 24],
  ["AMD Ryzen 5 5600G with Radeon Graphics", "AMD Ryzen 5 5600G", 65, 6, 12],
  ["AMD Ryzen Threadripper 1950X 16-Core Processor", "AMD Ryzen Threadripper 1950X", 180, 16, 32],
  ["AMD Ryzen Threadripper PRO 3995WX 64-Cores", "AMD Ryzen Threadripper PRO 3995WX", 280, 64, 128],
  ["AMD FX(tm)-8350 Eight-Core Processor", "AMD FX-8350", 125, 8, 8],
  ["Intel(R) Core(TM) i9-10900K CPU @ 3.70GHz", "Intel Core i9-10900K", 125, 10, undefined],
  ["Intel(R) Core(TM) i7-6700K CPU @ 4.00GHz", "Intel Core i7-6700K", 91, 4, undefined],
  ["Intel(R) Core(TM) i7 CPU 920 @ 2.67GHz", "Intel Core i7-920", 130, undefined, undefined],
  ["12th Gen Intel(R) Core(TM) i9-12900K", "Intel Core i9-12900K", 125, 16, undefined],
  // laptops
  ["12th Gen Intel(R) Core(TM) i7-12700H", "Intel Core i7-12700H", 45, undefined, undefined],
  ["13th Gen Intel(R) Core(TM) i5-1335U", "Intel Core i5-1335U", 15, undefined, undefined],
  ["12th Gen Intel(R) Core(TM) i7-1270P", "Intel Core i7-1270P", 28, undefined, undefined],
  ["Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "Intel Core i5-8250U", 15, 4, undefined],
  ["Intel(R) Core(TM) Ultra 7 155H", "Intel Core Ultra 7 155H", 28, undefined, undefined],
  ["Intel(R) N100", "Intel N100", 6, 4, undefined],
  ["Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", "Intel Celeron N4020", 6, 2, undefined],
  ["AMD Ryzen 9 7940HS w/ Radeon 780M Graphics     ", "AMD Ryzen 9 7940HS", 35, 8, 16],
  ["AMD Ryzen 7 PRO 5850U with Radeon Graphics", "AMD Ryzen 7 PRO 5850U", 15, 8, 16],
  ["Apple M1", "Apple M1", 10, undefined, undefined],
  // as people write them
  ["epyc 7763", "AMD EPYC 7763", 280, 64, 128],
  ["i7-12700H", "Intel Core i7-12700H", 45, undefined, undefined],
  ["Xeon E5-2680v3", "Intel Xeon E5-2680 v3", 120, 12, undefined],
];

test.for(recognised)("%s is %s", async ([printed, name, tdpWatts, cores, threads]) => {
  const match = await matchCpu(printed);
  expect(match).toMatchObject({ ok: true, value: { name, tdpWatts } });
  if (!match.ok) return;
  expect(match.value.cores).toBe(cores);
  expect(match.value.threads).toBe(threads);
  expect(match.value.score).toBeGreaterThanOrEqual(leastCpuScore);
});

/** Names of no part, or of a part that the tables lack while they hold one that looks like it. */
const refused: readonly (readonly [string, string])[] = [
  ["Intel(R) Xeon(R) Processor @ 2.60GHz", "does not name a model"],
  ["Intel(R) Xeon(R) CPU @ 2.20GHz", "does not name a model"],
  ["AMD EPYC", "does not name a model"],
  ["AMD EPYC-Rome Processor", "does not name a model"],
  ["Intel Core Processor (Skylake, IBRS)", "does not name a model"],
  ["Common KVM processor", "does not name a model"],
  ["QEMU Virtual CPU version 2.5+", "does not name a model"],
  ["Neoverse-N1", "not in the table"],
  ["QEMU Virtual CPU version 2.5+", "not in the table"],
  ["Intel Xeon E312xx (Sandy Bridge, IBRS update)", "not in the table"],
  ["ARMv8 Processor rev 1 (v8l)", "not in the table"],
  ["AMD Eng Sample: 100-000000053-04_32/20_N", "not in the table"],
  ["AWS Graviton3", "not in the table"],
  ["AMD EPYC 7B13", "AMD EPYC 7B12"],
  ["Intel(R) Xeon(R) Platinum 8275 CPU @ 3.00GHz", "8275CL"],
  ["Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", "not in the table"],
  ["Intel(R) Xeon(R) CPU E5-2683 v5 @ 2.10GHz", "E5-2683 v4"],
  ["Intel(R) Xeon(R) CPU E5-2683 @ 2.10GHz", "E5-2683 v4"],
  ["Apple M1 Pro", "Apple M1"],
  ["Apple M2", "not in the table"],
  ["AMD Ryzen 7 5850U", "AMD Ryzen 7 PRO 5850U"],
  ["AMD Ryzen 5 5800X", "AMD Ryzen 7 5800X"],
  ["Intel EPYC 7763", "AMD EPYC 7763"],
  ["Intel(R) Xeon(R) Silver 6130", "Intel Xeon Gold 6130"],
  ["7763 64-Core on an Intel board", "not in the table"],
];

test.for(refused)("%s is refused", async ([printed, hint]) => {
  const match = await matchCpu(printed);
  expect(match.ok).toBe(false);
  if (match.ok) return;
  expect(match.error.kind).toBe("unknown-name");
  expect(match.error.message).toContain(hint);
});

test("a name without its maker fits less than the full name", async () => {
  const [full, short] = await Promise.all([matchCpu("AMD EPYC 7763"), matchCpu("EPYC 7763")]);
  expect(full).toMatchObject({ ok: true, value: { score: 1 } });
  expect(short.ok && short.value.score).toBeLessThan(1);
});

test("no two rows of the tables are the same part", async () => {
  const keys = (await cpuRows()).map(({ name }) => cpuKey(parseCpuName(name)));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("every part of the tables is found by its own name", async () => {
  const rows = await cpuRows();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...rows), async (row) => {
      expect(await matchCpu(row.name)).toMatchObject({ ok: true, value: { name: row.name, score: 1 } });
    }),
    { numRuns: 25 },
  );
});

test("a model number with another digit is never taken for the part", async () => {
  const rows = (await cpuRows()).filter(({ name }) => /\d{4}$/.test(name));
  const names = new Set(rows.map(({ name }) => name));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...rows), fc.integer({ min: 0, max: 9999 }), async ({ name }, number) => {
      const other = name.replace(/\d{4}$/, String(number).padStart(4, "0"));
      fc.pre(!names.has(other));
      const match = await matchCpu(other);
      expect(match.ok && match.value.name === name).toBe(false);
    }),
    { numRuns: 20 },
  );
});

// Names as /proc/cpuinfo prints them, padded, and design powers as Intel's product pages state them.
test.for([
  ["Intel(R) Core(TM) i7 CPU         920  @ 2.67GHz", "Intel Core i7-920", 130],
  ["Intel(R) Core(TM) i7 CPU         870  @ 2.93GHz", "Intel Core i7-870", 95],
  ["Intel(R) Core(TM) i5 CPU         750  @ 2.67GHz", "Intel Core i5-750", 95],
  ["Intel(R) Core(TM) i5 CPU         650  @ 3.20GHz", "Intel Core i5-650", 73],
  ["Intel(R) Core(TM) i3 CPU         530  @ 2.93GHz", "Intel Core i3-530", 73],
  ["Intel(R) Core(TM) i5 CPU       M 540  @ 2.53GHz", "Intel Core i5-540M", 35],
  ["Intel(R) Core(TM) i3 CPU       M 350  @ 2.27GHz", "Intel Core i3-350M", 35],
  ["Intel(R) Core(TM) i7 CPU       L 640  @ 2.13GHz", "Intel Core i7-640LM", 25],
  ["Intel(R) Core(TM) i5 CPU       U 520  @ 1.07GHz", "Intel Core i5-520UM", 18],
  ["Intel(R) Core(TM) i7 CPU       Q 720  @ 1.60GHz", "Intel Core i7-720QM", 45],
  ["Intel(R) Core(TM) i7 CPU       X 920  @ 2.00GHz", "Intel Core i7-920XM", 55],
  ["Intel(R) Core(TM) i7 CPU       S 860  @ 2.53GHz", "Intel Core i7-860S", 82],
] as const)("%s is the %s of %s W", async ([name, part, watts]) => {
  const found = await matchCpu(name);
  expect(found.ok ? [found.value.name, found.value.tdpWatts] : found.error.message).toEqual([part, watts]);
});

test("blanks that the kernel pads a name with change nothing", async () => {
  const rows = await cpuRows();
  const printed = rows
    .filter(({ name }) => name.startsWith("Intel Core i") || name.startsWith("Intel Xeon"))
    .slice(0, 300);
  for (const { name } of printed) {
    const padded = name.replaceAll(" ", "    ");
    expect(cpuKey(parseCpuName(padded))).toBe(cpuKey(parseCpuName(name)));
  }
});
