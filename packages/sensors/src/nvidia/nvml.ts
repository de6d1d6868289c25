import type { Result } from "@wattledger/core";
import type { ForeignLibrary, Host, ReadFailure } from "../host/host.ts";
import { pciDevice } from "../linux/pci-address.ts";
import type { Accelerator, AcceleratorUse } from "../sensor/accelerator.ts";
import type { Reading, Sensor, SensorAvailability, UnreadDevice } from "../sensor/sensor.ts";
import { findNvidiaDriver } from "./nvidia-driver.ts";
import type { NvidiaBoard } from "./nvidia-driver.ts";
import { openNvmlDevice } from "./nvml-device.ts";
import type { NvmlDevice } from "./nvml-device.ts";
import { bindNvml, nvmlCode, nvmlMessage } from "./nvml-library.ts";
import type { Nvml, NvmlAnswer } from "./nvml-library.ts";
import { openNvmlUses } from "./nvml-uses.ts";

const id = "nvml";
const libraryName = "libnvidia-ml.so.1";

/**
 * NVIDIA boards through NVML, the library of NVIDIA's driver: the energy counter of each (Volta and later), or else its power.
 * The counters include the board with its memory, but not NVSwitch, chassis fans or supply. Loading takes some 20 ms. Without
 * persistence mode the driver also needs a second or more to start the boards. So NVML is opened after the command has started.
 */
export function nvml(host: Host): Sensor {
  let library: Nvml | undefined;
  let devices: readonly NvmlDevice[] = [];
  let accelerators: readonly Accelerator[] = [];
  let uses: readonly (() => readonly AcceleratorUse[])[] = [];
  const close = (): void => {
    library?.shutdown();
    library = undefined;
    devices = [];
    accelerators = [];
    uses = [];
  };
  return {
    id,
    components: ["gpu"],
    opensAfterStart: true,
    probe: () => {
      close();
      const driver = findNvidiaDriver(host);
      if (driver.state === "absent") return driver;
      const opened = openLibrary(host);
      if (!opened.ok) return notReadable(driver.boards, opened.error);
      const bound = bindNvml(opened.value);
      const code = bound.initialize();
      if (code !== nvmlCode.ok) return notReadable(driver.boards, initProblem(code));
      library = bound;
      const found = openDevices(bound);
      ({ devices, accelerators } = found);
      uses = devices.map((device) => openNvmlUses(bound, device));
      if (devices.length === 0) {
        close();
        return notReadable(driver.boards, found.problem);
      }
      return ready(devices, found.unread);
    },
    read: () => (library === undefined ? [] : devices.map(readDevice(library))),
    accelerators: {
      devices: () => accelerators,
      uses: () => uses.flatMap((ask) => ask()),
    },
    close,
  };
}

function openLibrary(host: Host): Result<ForeignLibrary, string> {
  const opened = host.openLibrary?.(libraryName);
  if (opened === undefined) return { ok: false, error: "libraries cannot be opened here" };
  if (opened.ok) return opened;
  const { kind, cause } = opened.error;
  return {
    ok: false,
    error:
      kind === "absent"
        ? `NVIDIA's driver is loaded, but ${libraryName} is not found; in a container, set NVIDIA_DRIVER_CAPABILITIES=utility`
        : cause,
  };
}

function initProblem(code: number): string {
  const remedy = code === nvmlCode.mismatch ? "; restart the machine, or load the new driver" : "";
  return `NVML does not start: ${nvmlMessage(code)}${remedy}`;
}

/** The driver lists boards that cannot be read through NVML. */
function notReadable(boards: readonly NvidiaBoard[], reason: string): SensorAvailability {
  const unread = boards.map((board) => unreadBoard(pciDevice(board.pciAddress), reason));
  return { state: "absent", reason, ...(unread.length === 0 ? {} : { unread }) };
}

function unreadBoard(device: string, reason: string): UnreadDevice {
  return { component: "gpu", device, reason };
}

interface OpenedDevices {
  readonly devices: readonly NvmlDevice[];
  /** All boards that can be opened, also those that report no energy, in NVML's order, which is the order of PCI addresses. */
  readonly accelerators: readonly Accelerator[];
  readonly unread: readonly UnreadDevice[];
  /** Why no board is opened. Empty if one is. */
  readonly problem: string;
}

function openDevices(library: Nvml): OpenedDevices {
  const count = library.count();
  if (!count.ok) {
    const problem = `NVML cannot count the boards: ${nvmlMessage(count.code)}`;
    return { devices: [], accelerators: [], unread: [], problem };
  }
  const devices: NvmlDevice[] = [];
  const accelerators: Accelerator[] = [];
  const unread: UnreadDevice[] = [];
  let problem = "NVML finds no board";
  for (let index = 0; index < count.value; index += 1) {
    const handle = library.handle(index);
    if (!handle.ok) {
      // NVML counts a board that this job or container may not use, but returns no handle for it. The job must not measure it.
      problem = `NVML cannot read board ${index}: ${nvmlMessage(handle.code)}`;
      if (handle.code !== nvmlCode.noPermission) unread.push(unreadBoard(`board ${index}`, nvmlMessage(handle.code)));
      continue;
    }
    const opened = openNvmlDevice(library, id, handle.value);
    accelerators.push(opened.accelerator);
    if (!("code" in opened)) {
      devices.push(opened);
      continue;
    }
    const reason = opened.hasModulePower ? moduleOnly : nvmlMessage(opened.code);
    problem = `NVML cannot read board ${index}: ${reason}`;
    const { pciAddress } = opened.accelerator;
    unread.push(unreadBoard(pciAddress === "" ? `board ${index}` : pciDevice(pciAddress), reason));
  }
  return { devices, accelerators, unread, problem };
}

/** Grace Hopper and its kind. The processor's own meters would be counted twice. */
const moduleOnly =
  "it tells the power of its module only, which includes a processor and its memory; these may have sensors of their own, so the figure is not read";

function ready(devices: readonly NvmlDevice[], unread: readonly UnreadDevice[]): SensorAvailability {
  const channels = devices.map(({ source }) => source.channel);
  return { state: "ready", channels, ...(unread.length === 0 ? {} : { unread }) };
}

function readDevice(library: Nvml): (device: NvmlDevice) => Reading {
  return ({ handle, source }) => {
    const channel = source.channel.id;
    switch (source.kind) {
      case "energy": {
        const millijoules = library.long("nvmlDeviceGetTotalEnergyConsumption", handle);
        return { channel, reads: "counter", counterJoules: thousandth(millijoules) };
      }
      case "power":
        return { channel, reads: "power", watts: positive(thousandth(source.milliwatts())) };
    }
  };
}

function thousandth(answer: NvmlAnswer<number | bigint>): Result<number, ReadFailure> {
  return answer.ok ? { ok: true, value: Number(answer.value) / 1000 } : { ok: false, error: failureOf(answer.code) };
}

/** A board that is on draws power. Some drivers answer 0 W if asked too often. */
function positive(watts: Result<number, ReadFailure>): Result<number, ReadFailure> {
  if (!watts.ok || watts.value > 0) return watts;
  return { ok: false, error: { kind: "retry", cause: "the board reports 0 W, which is not possible while it is on" } };
}

function failureOf(code: number): ReadFailure {
  const away = code === nvmlCode.gpuIsLost || code === nvmlCode.resetRequired || code === nvmlCode.uninitialized;
  return { kind: away ? "gone" : "retry", cause: nvmlMessage(code) };
}
