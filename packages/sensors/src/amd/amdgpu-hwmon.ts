import type { Result } from "@wattledger/core";
import type { Host, ReadFailure } from "../host/host.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import { pciDevice } from "../linux/pci-address.ts";
import { findPciChips } from "../linux/pci-chips.ts";
import type { PciChip } from "../linux/pci-chips.ts";
import { powerLimitWatts } from "../linux/power-limit.ts";
import { openReopeningFile } from "../linux/reopening-file.ts";
import type { Accelerator } from "../sensor/accelerator.ts";
import type { PowerChannel, Sensor, SensorAvailability, UnreadDevice } from "../sensor/sensor.ts";
import { amdAccelerators } from "./amd-accelerators.ts";
import { findSharedBoards } from "./shared-boards.ts";
import type { SharedBoard, ShownPower } from "./shared-boards.ts";

const id = "amdgpu-hwmon";

interface OpenBoard {
  readonly channel: PowerChannel;
  readonly watts: () => Result<number, ReadFailure>;
  readonly close: () => void;
}

/**
 * AMD boards by the power that the driver amdgpu shows. The driver has no file of energy, and neither has NVIDIA's.
 * Graphics inside a processor (an APU) are left out: their power includes the whole processor, which has its own counter or
 * model. A sleeping board is not woken. Asking the board's firmware takes milliseconds, so the sensor is opened after the
 * command has started.
 */
export function amdgpuHwmon(host: Host): Sensor {
  let boards: readonly OpenBoard[] = [];
  let accelerators: readonly Accelerator[] = [];
  const close = (): void => {
    for (const one of boards) one.close();
    [boards, accelerators] = [[], []];
  };
  return {
    id,
    components: ["gpu"],
    opensAfterStart: true,
    probe: () => {
      close();
      const { opened, unread, addresses, shared, reason } = openBoards(host);
      boards = opened;
      accelerators = amdAccelerators(host, id, addresses, shared);
      return availabilityOf(opened, unread, reason);
    },
    read: () => boards.map(({ channel, watts }) => ({ channel: channel.id, reads: "power", watts: watts() })),
    accelerators: { devices: () => accelerators, uses: () => [] },
    close,
  };
}

function availabilityOf(
  opened: readonly OpenBoard[],
  unread: readonly UnreadDevice[],
  reason: string,
): SensorAvailability {
  const rest = unread.length === 0 ? {} : { unread };
  if (opened.length === 0) return { state: "absent", reason, ...rest };
  return { state: "ready", channels: opened.map(({ channel }) => channel), ...rest };
}

interface OpenedBoards {
  readonly opened: readonly OpenBoard[];
  readonly unread: readonly UnreadDevice[];
  /** All boards, also those that report no power: the runtime numbers them too. */
  readonly addresses: readonly string[];
  readonly shared: readonly SharedBoard[];
  /** Why no board is opened. Empty if one is. */
  readonly reason: string;
}

function openBoards(host: Host): OpenedBoards {
  const chips = findPciChips(host, ["amdgpu"]);
  if (chips.length === 0)
    return {
      opened: [],
      unread: [],
      addresses: [],
      shared: [],
      reason: "this machine has no hwmon chip amdgpu: the driver amdgpu drives no board",
    };
  const opened: OpenBoard[] = [];
  const unread: UnreadDevice[] = [];
  const addresses: string[] = [];
  let reason = "";
  const shared = sharedBoards(host);
  for (const chip of chips) {
    if (isProcessorGraphics(host, chip)) {
      reason ||= `the graphics at ${chip.pciAddress} are part of the processor, and their power is the processor's power`;
      continue;
    }
    addresses.push(chip.pciAddress);
    // Its power is in the figure of the board's other die.
    if (shared.some(({ silent }) => silent === chip.pciAddress)) continue;
    if (shownPower(host, chip) === "none") {
      unread.push({ component: "gpu", device: pciDevice(chip.pciAddress), reason: noPower });
      continue;
    }
    const board = openBoard(host, chip, shared);
    if ("watts" in board) opened.push(board);
    else unread.push({ component: "gpu", device: pciDevice(chip.pciAddress), reason: board.cause });
  }
  return { opened, unread, addresses, shared, reason: unread[0]?.reason ?? reason };
}

/** Unknown, which is not zero: a board that is on draws power. */
const noPower =
  "the driver amdgpu shows 0 W for this device; its power may be in the figure of another device of its board, and no file says of which";

/** The boards of which one die shows the power of both, by the files of the driver. */
export function sharedBoards(host: Host): readonly SharedBoard[] {
  const chips = findPciChips(host, ["amdgpu"]).filter((chip) => !isProcessorGraphics(host, chip));
  const shown = new Map(chips.map((chip) => [chip.pciAddress, shownPower(host, chip)]));
  return findSharedBoards(host, [...shown.keys()], (pciAddress) => shown.get(pciAddress) ?? "unknown");
}

/** A die without power shows 0 W, or in later kernels no power but a limit of 0 W. A sleeping board is not asked. */
function shownPower(host: Host, { name, folder }: PciChip): ShownPower {
  if (host.readText(`/sys/class/hwmon/${name}/device/power/runtime_status`)?.trim() === "suspended") return "unknown";
  const number = (file: string): number | undefined => {
    const text = host.readText(`${folder}/${file}`)?.trim() ?? "";
    return /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const watts = number("power1_average") ?? number("power1_input");
  if (watts === undefined) return number("power1_cap") === 0 ? "none" : "unknown";
  return watts > 0 ? "some" : "none";
}

/** Whether a chip belongs to an APU: only APUs have a north-bridge voltage (amdgpu_pm.c of Linux). */
export function isProcessorGraphics(host: Host, { folder }: PciChip): boolean {
  return host.readText(`${folder}/in1_label`)?.trim() === "vddnb";
}

/** The average if the board has one. Newer boards show instant power only. */
const powerFiles = [
  { name: "power1_average", words: "average power" },
  { name: "power1_input", words: "instant power" },
] as const;

function openBoard(host: Host, chip: PciChip, shared: readonly SharedBoard[]): OpenBoard | { readonly cause: string } {
  const status = openReopeningFile(host, `/sys/class/hwmon/${chip.name}/device/power/runtime_status`);
  const isAsleep = (): boolean => {
    const text = status.ok ? status.value.read() : undefined;
    return text?.ok === true && text.value.trim() === "suspended";
  };
  let cause = "amdgpu shows no power for this board";
  for (const { name, words } of powerFiles) {
    const path = `${chip.folder}/${name}`;
    const file = openNumberFile(host, path, { what: "a power in microwatts", sign: "unsigned" });
    if (!file.ok) {
      if (file.error.kind !== "absent") cause = `${path} cannot be opened (${file.error.cause})`;
      continue;
    }
    const watts = (): Result<number, ReadFailure> => (isAsleep() ? asleep : scaled(file.value));
    // A board may list a figure that it does not have, so we try it. A sleeping board cannot be tried; we trust its list.
    const first = watts();
    if (first.ok || isAsleep()) {
      const close = (): void => {
        file.value.close();
        if (status.ok) status.value.close();
      };
      return { channel: channelOf(host, chip, words, shared), watts, close };
    }
    cause = `${path} cannot be read (${first.error.cause})`;
    file.value.close();
  }
  if (status.ok) status.value.close();
  return { cause };
}

const asleep: Result<number, ReadFailure> = {
  ok: false,
  error: { kind: "retry", cause: "the board sleeps, and a reading would wake it" },
};

function scaled(file: NumberFile): Result<number, ReadFailure> {
  const microwatts = file.read();
  return microwatts.ok ? { ok: true, value: microwatts.value / 1e6 } : microwatts;
}

function channelOf(host: Host, chip: PciChip, words: string, shared: readonly SharedBoard[]): PowerChannel {
  const { pciAddress, folder } = chip;
  const limitWatts = powerLimitWatts(host, folder, ["power1_cap_max", "power1_cap", "power1_cap_default"]);
  return {
    id: `${id}/${pciAddress}`,
    sensor: id,
    of: "component",
    component: "gpu",
    reads: "power",
    method: "measured",
    evidence: `${words} of the board at ${pciAddress}, from the driver amdgpu${dieWords(shared.find(({ shows }) => shows === pciAddress))}`,
    device: pciDevice(pciAddress),
    relativeUncertainty: {
      value: 0.1,
      basis: "expert value; AMD does not state the accuracy of its boards' power or the time it is averaged over",
    },
    averageSeconds: 0,
    plausibleWatts: limitWatts === undefined ? 3000 : 2 * limitWatts,
    refreshSeconds: 0.1,
  };
}

/** States that a figure is of two dies, and how the second one was found. Empty for a board with one. */
export function dieWords(board: SharedBoard | undefined): string {
  if (board === undefined) return "";
  const found = board.basis === "links" ? "" : "; assumed to be of this board because its address is next to it";
  return `; it includes the board's second die at ${board.silent}, which shows no power of its own${found}`;
}
