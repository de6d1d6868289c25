import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { powersOf } from "../../test/readings.ts";
import type { Host, ProgramListener } from "../host/host.ts";
import { machineHost } from "../host/machine-host.ts";
import { recordedHost } from "../host/recorded-host.ts";
import type { PowerReading } from "../sensor/sensor.ts";
import { nvidiaSmi } from "./nvidia-smi.ts";

const uuid = "GPU-6fd2a4b0-0000-1111-2222-333344445555";
const gpus = "/proc/driver/nvidia/gpus";
const files = {
  "/proc/driver/nvidia/version": "NVRM version\n",
  "/dev/nvidiactl": "",
  [`${gpus}/0000:1b:00.0/information`]: `Model: \t\t NVIDIA H100\nGPU UUID: \t ${uuid}\n`,
  [`${gpus}/0000:43:00.0/information`]: "Model: \t\t NVIDIA H100\nGPU UUID: \t GPU-????????-????\n",
};

/** A machine whose programs the test plays. */
function machine(installed = true): {
  readonly host: Host;
  readonly started: string[][];
  readonly say: (...lines: readonly string[]) => void;
  readonly end: () => void;
  readonly later: (seconds: number) => void;
} {
  const recorded = recordedHost({ files });
  const started: string[][] = [];
  let listener: ProgramListener | undefined;
  const host: Host = {
    ...recorded,
    programs: {
      find: (name) => (installed ? `/usr/bin/${name}` : undefined),
      start: (command, to) => {
        started.push([...command]);
        listener = to;
        return { stop: () => (listener = undefined) };
      },
    },
  };
  return {
    host,
    started,
    say: (...lines) => lines.forEach((line) => listener?.onLine(line)),
    end: () => listener?.onEnd(),
    later: (seconds) => {
      recorded.show({ files }, seconds);
    },
  };
}

const summary = (readings: readonly PowerReading[] | undefined): unknown =>
  readings?.map(({ channel, watts, takenNanoseconds }) => [
    channel.replace(/^nvidia-smi\//, ""),
    watts.ok ? watts.value : watts.error.kind,
    ...(takenNanoseconds === undefined ? [] : [Number(takenNanoseconds) / 1e9]),
  ]);

describe("the list of boards", () => {
  test("boards are known by UUID and address, and instances after they are asked for", () => {
    const { host, started, say } = machine();
    const sensor = nvidiaSmi(host);
    sensor.probe();
    expect(sensor.accelerators?.devices()).toEqual([
      { channel: `nvidia-smi/${uuid}`, vendor: "nvidia", name: "NVIDIA H100", pciAddress: "0000:1b:00.0", uuid },
      { channel: "nvidia-smi/0000:43:00.0", vendor: "nvidia", name: "NVIDIA H100", pciAddress: "0000:43:00.0" },
    ]);
    sensor.accelerators?.askForInstances?.();
    expect(started).toEqual([["/usr/bin/nvidia-smi", "-L"]]);
    say(
      `GPU 0: NVIDIA H100 (UUID: ${uuid})`,
      "  MIG 3g.40gb     Device  0: (UUID: MIG-c6d4)",
      "  MIG 1c.2g.20gb  Device  1: (UUID: MIG-77aa)",
    );
    expect(sensor.accelerators?.devices()[0]?.instances).toEqual([
      { uuid: "MIG-c6d4", gpuInstance: 0, computeInstance: 0, slices: 3 },
      { uuid: "MIG-77aa", gpuInstance: 1, computeInstance: 0, slices: 1 },
    ]);
  });
});

test("the first line of a failing program is its reason", () => {
  const { host, say, end } = machine();
  const sensor = nvidiaSmi(host);
  sensor.probe();
  powersOf(sensor);
  say("Failed to initialize NVML: Driver/library version mismatch", "NVML library version: 535.161");
  end();
  expect(powersOf(sensor)[0]?.watts).toMatchObject({
    ok: false,
    error: { cause: "the program ended: Failed to initialize NVML: Driver/library version mismatch" },
  });
});

describe("the lines of the program", () => {
  test("boards are known from the driver before the program prints, and it starts at the first look", () => {
    const { host, started } = machine();
    const sensor = nvidiaSmi(host);
    expect(sensor.probe()).toMatchObject({
      state: "ready",
      channels: [
        { id: `nvidia-smi/${uuid}`, device: "pci:0000:1b:00.0" },
        { id: "nvidia-smi/0000:43:00.0", device: "pci:0000:43:00.0" },
      ],
    });
    expect(started).toEqual([]);
    expect(powersOf(sensor)).toEqual([]);
    expect(started).toEqual([
      [
        "/usr/bin/nvidia-smi",
        "--query-gpu=uuid,pci.bus_id,power.draw.instant",
        "--format=csv,noheader,nounits",
        "-lms",
        "1000",
      ],
    ]);
  });

  test("each line is a reading of the time at which it arrived, in any order", () => {
    const { host, say, later } = machine();
    const sensor = nvidiaSmi(host);
    sensor.probe();
    powersOf(sensor);
    later(1);
    say("GPU-aa, 00000000:43:00.0, 61.5", `${uuid}, 00000000:1B:00.0, 412.33`);
    later(1);
    say(`${uuid}, 00000000:1B:00.0, 409.80`);
    expect(summary(powersOf(sensor))).toEqual([
      ["0000:43:00.0", 61.5, 1],
      [uuid, 412.33, 1],
      [uuid, 409.8, 2],
    ]);
    expect(powersOf(sensor)).toEqual([]);
  });

  test.for(["[N/A]", "N/A", "[Not Supported]", "[Unknown Error]", "[GPU is lost]", "", "0.00", "-5", "1e9", "nan"])(
    "%j instead of a number is a failed reading, and never zero",
    (text) => {
      const { host, say } = machine();
      const sensor = nvidiaSmi(host);
      sensor.probe();
      powersOf(sensor);
      say(`${uuid}, 00000000:1B:00.0, ${text}`);
      expect(summary(powersOf(sensor))).toEqual([[uuid, "retry"]]);
    },
  );

  test.for(["", "garbage", "a, b", "GPU-zz, 00000000:99:00.0, 5", `${uuid}, 00000000:1B:00.0, 412,33`])(
    "a line such as %j is not a reading",
    (line) => {
      const { host, say } = machine();
      const sensor = nvidiaSmi(host);
      sensor.probe();
      powersOf(sensor);
      say(line);
      expect(powersOf(sensor)).toEqual([]);
    },
  );
});

describe("a program that ends", () => {
  test("because of an unknown field is asked for the older field, and no reading is lost", () => {
    const { host, started, say, end } = machine();
    const sensor = nvidiaSmi(host);
    sensor.probe();
    powersOf(sensor);
    say('Field "power.draw.instant" is not a valid field to query.', "");
    end();
    expect(started[1]?.[1]).toBe("--query-gpu=uuid,pci.bus_id,power.draw");
    say(`${uuid}, 00000000:1B:00.0, 300.00`);
    expect(summary(powersOf(sensor))).toEqual([[uuid, 300, 0]]);
  });

  test("reports every board as gone, and is started again after some seconds, but not without end", () => {
    const { host, started, say, end, later } = machine();
    const sensor = nvidiaSmi(host);
    sensor.probe();
    powersOf(sensor);
    say("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.");
    end();
    expect(powersOf(sensor)).toMatchObject([
      { watts: { error: { kind: "gone", cause: expect.stringContaining("communicate") } } },
      { channel: "nvidia-smi/0000:43:00.0", watts: { error: { kind: "gone" } } },
    ]);
    expect(started).toHaveLength(1);
    later(6);
    powersOf(sensor);
    expect(started).toHaveLength(2);
    let last: unknown;
    for (let round = 0; round < 10; round += 1) {
      end();
      last = summary(powersOf(sensor)) ?? last;
      if (round < 3) later(6);
      powersOf(sensor);
    }
    expect(started).toHaveLength(5);
  });

  test("the fifth end is the last, and the reason says so", () => {
    const { host, end, later } = machine();
    const sensor = nvidiaSmi(host);
    sensor.probe();
    const kinds: unknown[] = [];
    for (let round = 0; round < 5; round += 1) {
      later(6);
      powersOf(sensor);
      end();
      kinds.push(powersOf(sensor)[0]?.watts);
    }
    expect(kinds).toMatchObject([
      ...Array.from({ length: 4 }, () => ({ error: { kind: "gone" } })),
      { error: { kind: "fatal" } },
    ]);
  });
});

test.for([
  { name: "no program", host: machine(false).host, words: "search path", unread: 2 },
  { name: "a host that starts none", host: recordedHost({ files }), words: "search path", unread: 2 },
  { name: "no driver", host: recordedHost({ files: {} }), words: "driver is not loaded", unread: 0 },
])("absent with $name", ({ host, words, unread }) => {
  const availability = nvidiaSmi(host).probe();
  expect(availability).toMatchObject({ state: "absent", reason: expect.stringContaining(words) });
  expect(availability.unread ?? []).toHaveLength(unread);
});

describe("with a real program on the search path", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "wattledger-smi-"));
    mkdirSync(join(folder, "proc/driver/nvidia/gpus/0000:1b:00.0"), { recursive: true });
    writeFileSync(join(folder, "proc/driver/nvidia/version"), "NVRM\n");
    writeFileSync(join(folder, "proc/driver/nvidia/gpus/0000:1b:00.0/information"), `GPU UUID: \t ${uuid}\n`);
    // An older driver: it refuses the newer field, prints figures at first, and ends.
    const script = `#!/bin/sh
case "$1" in
  *instant*) echo 'Field "power.draw.instant" is not a valid field to query.'; exit 2 ;;
esac
echo '${uuid}, 00000000:1B:00.0, 100.00'
printf '${uuid}, 00000000:1B:00.0, 10'; printf '1.50\\n'
echo '${uuid}, 00000000:1B:00.0, [GPU is lost]'
exit 15
`;
    writeFileSync(join(folder, "nvidia-smi"), script);
    chmodSync(join(folder, "nvidia-smi"), 0o755);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("figures, losses and the end arrive", async () => {
    const environment = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const inner = machineHost({ procfsRoot: join(folder, "proc"), environment });
    const listDirectory: Host["listDirectory"] = (path) =>
      path === "/dev" ? ["nvidiactl"] : inner.listDirectory(path);
    const sensor = nvidiaSmi({ ...inner, listDirectory });
    expect(sensor.probe().state).toBe("ready");
    const readings: PowerReading[] = [];
    await vi.waitFor(() => {
      readings.push(...(powersOf(sensor) ?? []));
      expect(readings.at(-1)?.watts).toMatchObject({ ok: false, error: { kind: "gone" } });
    });
    sensor.close();
    expect(readings.map(({ watts }) => (watts.ok ? watts.value : watts.error.kind))).toEqual([
      100,
      101.5,
      "retry",
      "gone",
    ]);
  });
});
