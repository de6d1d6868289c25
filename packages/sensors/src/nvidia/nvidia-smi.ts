import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import { normalisePciAddress, pciDevice } from "../linux/pci-address.ts";
import type { Accelerator } from "../sensor/accelerator.ts";
import { followPower } from "../sensor/power-stream.ts";
import type { PowerFigure, PowerStream } from "../sensor/power-stream.ts";
import type { PowerChannel, Sensor, SensorAvailability } from "../sensor/sensor.ts";
import { findNvidiaDriver } from "./nvidia-driver.ts";
import type { NvidiaBoard } from "./nvidia-driver.ts";
import { listInstances } from "./nvidia-smi-instances.ts";
import type { InstanceList, InstancesByBoard } from "./nvidia-smi-instances.ts";

const id = "nvidia-smi";

/** Since driver 525 instant power has a field of its own. An older driver reports the unknown field and ends. */
const powerFields = ["power.draw.instant", "power.draw"] as const;

/**
 * NVIDIA boards through one `nvidia-smi` that prints their power once a second, if NVML cannot be called. It reads power only:
 * what happens between two lines is lost.
 */
export function nvidiaSmi(host: Host): Sensor {
  let program: string | undefined;
  let boards: readonly NvidiaBoard[] = [];
  let stream: PowerStream | undefined;
  let list: InstanceList | undefined;
  const close = (): void => {
    stream?.stop();
    list?.stop();
    [stream, list] = [undefined, undefined];
    boards = [];
  };
  return {
    id,
    components: ["gpu"],
    opensAfterStart: true,
    probe: () => {
      close();
      const driver = findNvidiaDriver(host);
      if (driver.state === "absent") return driver;
      program = host.programs?.find(id);
      if (program === undefined) return unreadable(driver.boards, "the program nvidia-smi is not on the search path");
      if (driver.boards.length === 0) return unreadable([], "the driver lists no board in /proc/driver/nvidia/gpus");
      ({ boards } = driver);
      return { state: "ready", channels: boards.map(channelOf) };
    },
    // The program starts at the first look. If NVML reads the boards, it never starts.
    read: () => {
      if (program === undefined || boards.length === 0) return [];
      stream ??= followPower(host, {
        channels: boards.map(channelId),
        commands: powerFields.map((field) => commandOf(program ?? id, field)),
        isUnknown: (line) => /is not a valid field to query/i.test(line),
        parse: (line) => parseLine(line, boards),
      });
      return stream.take();
    },
    accelerators: {
      devices: () => boards.map((board) => acceleratorOf(board, list?.instances() ?? new Map())),
      uses: () => [],
      askForInstances: () => {
        if (program !== undefined && boards.length > 0) list ??= listInstances(host, program);
      },
    },
    close,
  };
}

function commandOf(program: string, field: string): readonly [string, ...string[]] {
  return [program, `--query-gpu=uuid,pci.bus_id,${field}`, "--format=csv,noheader,nounits", "-lms", "1000"];
}

function unreadable(boards: readonly NvidiaBoard[], reason: string): SensorAvailability {
  const unread = boards.map(({ pciAddress }) => ({ component: "gpu", device: pciDevice(pciAddress), reason }) as const);
  return { state: "absent", reason, ...(unread.length === 0 ? {} : { unread }) };
}

/** One line: `GPU-6fd2…, 00000000:1B:00.0, 412.33`, or a word such as `[N/A]` instead of the number. */
function parseLine(line: string, boards: readonly NvidiaBoard[]): readonly PowerFigure[] | undefined {
  const [uuid, address, power, ...more] = line.split(",").map((text) => text.trim());
  if (power === undefined || more.length > 0) return undefined;
  const pciAddress = normalisePciAddress(address ?? "");
  const board = boards.find((one) => (one.uuid !== undefined && one.uuid === uuid) || one.pciAddress === pciAddress);
  if (board === undefined) return undefined;
  // A board that is on never draws 0 W: some drivers answer 0 if asked too often.
  const watts = /^\d+(\.\d+)?$/.test(power) ? Number(power) : 0;
  return [{ channel: channelId(board), watts: watts > 0 ? watts : `nvidia-smi reports ${JSON.stringify(power)}` }];
}

function channelId({ uuid, pciAddress }: NvidiaBoard): string {
  return `${id}/${uuid ?? pciAddress}`;
}

function acceleratorOf(board: NvidiaBoard, byBoard: InstancesByBoard): Accelerator {
  const { uuid, name, pciAddress } = board;
  const instances = byBoard.get(uuid ?? "");
  return {
    channel: channelId(board),
    vendor: "nvidia",
    name,
    pciAddress,
    ...defined({ uuid, instances }),
  };
}

function channelOf(board: NvidiaBoard): PowerChannel {
  return {
    id: channelId(board),
    sensor: id,
    of: "component",
    component: "gpu",
    reads: "power",
    method: "measured",
    evidence: `power of ${board.name} (${board.pciAddress}) from nvidia-smi, once a second`,
    device: pciDevice(board.pciAddress),
    model: board.name,
    relativeUncertainty: {
      value: 0.1,
      basis:
        "expert value: about 5 % of each board's own, and on A100 and H100 the sensor sees 25 of every 100 ms (Yang, " +
        "Adamek, Armour 2024), so that short or periodic loads are misread",
    },
    averageSeconds: 0,
    plausibleWatts: 3000,
    refreshSeconds: 1,
  };
}
