import type { Host } from "../host/host.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import { pciDevice } from "../linux/pci-address.ts";
import { countTiles, findPciChips } from "../linux/pci-chips.ts";
import type { PciChip } from "../linux/pci-chips.ts";
import { powerLimitWatts } from "../linux/power-limit.ts";
import type { Accelerator } from "../sensor/accelerator.ts";
import type { CounterChannel, Reading, Sensor, UnreadDevice } from "../sensor/sensor.ts";

const id = "intel-gpu-hwmon";

interface OpenCard {
  readonly channel: CounterChannel;
  readonly file: NumberFile;
}

/**
 * Intel's discrete graphics through the energy counters of the drivers i915 (Linux 6.2 and later) and xe: the card's counter, or
 * the package's if the card does not have one. Graphics inside a processor have no such chip; the processor's counter includes them.
 */
export function intelGpuHwmon(host: Host): Sensor {
  let cards: readonly OpenCard[] = [];
  let accelerators: readonly Accelerator[] = [];
  const close = (): void => {
    for (const { file } of cards) file.close();
    [cards, accelerators] = [[], []];
  };
  return {
    id,
    components: ["gpu"],
    probe: () => {
      close();
      const opened: OpenCard[] = [];
      const unread: UnreadDevice[] = [];
      // Each tile of a card also has a chip (i915_gt0). The card's energy includes it.
      const chips = findPciChips(host, ["i915", "xe"]);
      for (const chip of chips) {
        const card = openCard(host, chip);
        if ("file" in card) opened.push(card);
        else unread.push({ component: "gpu", device: pciDevice(chip.pciAddress), reason: card.cause });
      }
      cards = opened;
      const tiles = countTiles(host, "i915");
      accelerators = chips.map((chip) => acceleratorOf(chip, tiles.get(chip.pciAddress) ?? 1));
      const rest = unread.length === 0 ? {} : { unread };
      if (cards.length > 0) return { state: "ready", channels: cards.map(({ channel }) => channel), ...rest };
      const reason =
        unread[0]?.reason ??
        "this machine has no hwmon chip i915 or xe: no discrete Intel graphics, or Linux before 6.2";
      return { state: "absent", reason, ...rest };
    },
    read: () => cards.map(readCard),
    accelerators: { devices: () => accelerators, uses: () => [] },
    close,
  };
}

function acceleratorOf({ pciAddress }: PciChip, tiles: number): Accelerator {
  const instances = Array.from({ length: tiles }, (_, tile) => ({
    uuid: `${pciAddress}/tile-${tile}`,
    gpuInstance: tile,
    computeInstance: 0,
  }));
  return {
    channel: `${id}/${pciAddress}`,
    vendor: "intel",
    name: "Intel GPU",
    pciAddress,
    ...(tiles > 1 ? { instances, instancesAre: "tiles" } : {}),
  };
}

function readCard({ channel, file }: OpenCard): Reading {
  const microjoules = file.read();
  const counterJoules = microjoules.ok ? ({ ok: true, value: microjoules.value / 1e6 } as const) : microjoules;
  return { channel: channel.id, reads: "counter", counterJoules };
}

function openCard(host: Host, chip: PciChip): OpenCard | { readonly cause: string } {
  let cause = `${chip.folder} has no energy counter`;
  for (const { input, part } of energyFiles(host, chip)) {
    const path = `${chip.folder}/${input}`;
    const file = openNumberFile(host, path, { what: "a count of microjoules", sign: "unsigned" });
    if (!file.ok) {
      cause = `${path} cannot be opened (${file.error.cause})`;
      continue;
    }
    const first = file.value.read();
    if (first.ok) return { channel: channelOf(host, chip, part), file: file.value };
    cause = `${path} cannot be read (${first.error.cause})`;
    file.value.close();
  }
  return { cause };
}

/** First the card, then its package. Early drivers have one counter without a label. */
function energyFiles(host: Host, { folder }: PciChip): readonly { readonly input: string; readonly part: string }[] {
  const labelled = [1, 2].map((number) => ({
    input: `energy${number}_input`,
    label: host.readText(`${folder}/energy${number}_label`)?.trim() ?? "",
  }));
  const card = labelled.filter(({ label }) => label === "card").map(({ input }) => ({ input, part: "the card" }));
  const pkg = labelled.filter(({ label }) => label === "pkg").map(({ input }) => ({ input, part: "its package" }));
  return [...card, ...pkg, { input: "energy1_input", part: "the card or its package" }];
}

/** The register that the driver counts: 32 bits of 2^-14 J, as on Intel's processors (PKG_POWER_SKU_UNIT). */
const registerJoules = 2 ** 32 / 2 ** 14;

function channelOf(host: Host, chip: PciChip, part: string): CounterChannel {
  const { pciAddress, folder } = chip;
  const limitWatts = powerLimitWatts(host, folder, [
    "power1_rated_max",
    "power1_max",
    "power1_crit",
    "power2_rated_max",
  ]);
  return {
    id: `${id}/${pciAddress}`,
    sensor: id,
    of: "component",
    component: "gpu",
    reads: "counter",
    method: "measured",
    evidence: `energy counter of ${part} at ${pciAddress}, from the driver of Intel's graphics`,
    device: pciDevice(pciAddress),
    relativeUncertainty: { value: 0.1, basis: "expert value; Intel states no accuracy of its cards' counters" },
    // The count itself does not wrap, but the driver misses a turn of its register if nobody reads the file within a turn.
    rangeJoules: registerJoules,
    plausibleWatts: limitWatts === undefined ? 1200 : 2 * limitWatts,
    refreshSeconds: 0.01,
  };
}
