// Processor time of one reading of everything (instruments, activity, integration) on a machine with eight boards of NVIDIA's.
// NVML is the tests' stand-in, which opens and searches a text file at every call: the figure holds that too.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRunMeter } from "../packages/meter/dist/measure/run-meter.js";
import { machineHost, sensorFactories } from "../packages/sensors/dist/index.js";
import { format, report } from "./report.mjs";

const boards = 8;
const rounds = 20;
const readings = 50;

const folder = mkdtempSync(join(tmpdir(), "wattledger-bench-"));
try {
  const library = join(folder, "libnvidia-ml.so.1");
  const source = fileURLToPath(new URL("../packages/sensors/test/fake-nvml.c", import.meta.url));
  const state = join(folder, "state");
  execFileSync("gcc", ["-O2", "-shared", "-fPIC", `-DSTATE="${state}"`, "-o", library, source]);
  const lines = Array.from({ length: boards }, (_, index) => [
    `${index}.uuid GPU-${index}`,
    `${index}.name NVIDIA H100 80GB HBM3`,
    `${index}.bus 00000000:${16 + index}:00.0`,
    `${index}.energy_mj 5000000`,
    `${index}.watts 400`,
  ]);
  writeFileSync(state, `count ${boards}\n${lines.flat().join("\n")}\n`);

  const inner = machineHost({ libraries: { "libnvidia-ml.so.1": library } });
  const host = {
    ...inner,
    readText: (path) => (path === "/proc/driver/nvidia/version" ? "NVRM\n" : inner.readText(path)),
    listDirectory: (path) => (path === "/dev" ? ["nvidiactl"] : inner.listDirectory(path)),
  };
  const meter = openRunMeter(host, sensorFactories);
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  meter.look(0);
  meter.openLate(elapsed);
  const opened = meter.accelerators().flatMap(({ devices }) => devices());
  if (opened.length !== boards) throw new Error(`${opened.length} boards are read instead of ${boards}`);

  const perReading = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let reading = 0; reading < readings; reading += 1) meter.look(elapsed());
    const { user, system } = process.cpuUsage(before);
    perReading.push((user + system) / 1000 / readings);
  }
  meter.close();
  report({
    what: `processor time of a reading with ${boards} boards`,
    unit: "ms",
    values: perReading,
    atMost: 2,
    beside: [
      `${readings} readings a round, one after the other; memory at the end ${format(process.memoryUsage.rss() / 2 ** 20)} MiB`,
    ],
  });
} finally {
  rmSync(folder, { recursive: true });
}
