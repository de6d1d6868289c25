import type { Recording } from "../src/host/recorded-host.ts";

/*
 * Graphics recorded for tests: what the kernel's drivers show, by path. Layouts are those of the kernel's documentation
 * (Documentation/ABI/testing/sysfs-driver-intel-*-hwmon, amdgpu_pm.c); the values are made up and all
 * different.
 */

type Files = Readonly<Record<string, string>>;

/** A monitoring chip of a PCI device. */
function chip(
  number: number,
  driver: string,
  pciAddress: string,
  files: Readonly<Record<string, string | number>>,
): Files {
  const folder = `/sys/class/hwmon/hwmon${number}`;
  return {
    [`${folder}/name`]: `${driver}\n`,
    [`${folder}/device/uevent`]: `DRIVER=${driver}\nPCI_ID=1002:74A1\nPCI_SLOT_NAME=${pciAddress}\n`,
    [`/sys/class/drm/card${number}/device/uevent`]: `DRIVER=${driver}\nPCI_SLOT_NAME=${pciAddress}\n`,
    [`/sys/class/drm/card${number}-DP-1/device/uevent`]: "",
    ...Object.fromEntries(Object.entries(files).map(([name, value]) => [`${folder}/${name}`, `${value}\n`])),
  };
}

/** Two AMD boards: an older one that shows average power, and a newer one that shows instant power only. */
export const amdBoards = (averageMicrowatts: number | string = 35_000_000, status = "active"): Recording => ({
  files: {
    ...chip(2, "amdgpu", "0000:03:00.0", {
      power1_average: averageMicrowatts,
      power1_cap: 203_000_000,
      power1_cap_max: 300_000_000,
      "device/power/runtime_status": status,
    }),
    ...chip(10, "amdgpu", "0000:83:00.0", { power1_input: 141_000_000, power1_cap: 750_000_000 }),
  },
});

/** A processor with graphics of its own. */
export const amdProcessorGraphics: Recording = {
  files: chip(4, "amdgpu", "0000:04:00.0", { power1_average: 12_000_000, in1_label: "vddnb", in1_input: 700 }),
};

/** An AMD board that lists a power it does not have, like a virtual function of a board. */
export const amdWithoutPower: Recording = { files: chip(2, "amdgpu", "0000:03:00.0", { power1_average: "" }) };

/** Intel cards of three generations: with the card's counter, with the package's only, and with one counter without a label. */
export const intelCards = (microjoules: number | string = 7_000_000): Recording => ({
  files: {
    ...chip(1, "xe", "0000:03:00.0", {
      energy1_label: "card",
      energy1_input: microjoules,
      energy2_label: "pkg",
      energy2_input: 5_000_000,
      power1_rated_max: 190_000_000,
    }),
    ...chip(2, "xe", "0000:04:00.0", { energy2_label: "pkg", energy2_input: 4_000_000 }),
    ...chip(3, "i915", "0000:05:00.0", { energy1_input: 3_000_000, power1_max: 0, power1_rated_max: 150_000_000 }),
    ...chip(5, "i915_gt0", "0000:05:00.0", { energy1_input: 1_000_000 }),
  },
});

/** A machine with NVIDIA's driver and one board, without library and program. */
export const nvidiaDriverAlone: Recording = {
  files: {
    "/dev/nvidiactl": "",
    "/proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54\n",
    "/proc/driver/nvidia/gpus/0000:1b:00.0/information": "Model: \t\t NVIDIA L4\nGPU UUID: \t GPU-1b\n",
  },
};

/** PCI addresses of the dies in the order of the addresses: two for each MI250X of a node with four. */
export const mi250Dies = ["c1", "c6", "c9", "ce", "d1", "d6", "d9", "de"].map((bus) => `0000:${bus}:00.0`);

/** How the kernel shows a die without power: 0 W, or no power and a limit of 0 W. */
export type SilentDie = "zero" | "not available";

/**
 * A node with four MI250X. Of each board one die shows the power of both (aldebaran_ppt.c), 400 W, 410 W, 420 W and 430 W. `firstShows`: the
 * die with the lower address does. With `links` the kernel lists four links of 50 GB/s between the dies of one board, and one or two
 * between others; the runtime's order is then the reverse of the addresses' order.
 */
export function mi250Node({
  silent = "zero",
  links = true,
  firstShows = true,
}: {
  readonly silent?: SilentDie;
  readonly links?: boolean;
  readonly firstShows?: boolean;
} = {}): Recording {
  const dies = mi250Dies.map((address, index): Files => {
    const shows = (index % 2 === 0) === firstShows;
    const power = shows
      ? { power1_average: (400 + 10 * Math.floor(index / 2)) * 1e6, power1_cap: 560_000_000 }
      : { ...(silent === "zero" ? { power1_average: 0 } : {}), power1_cap: 0 };
    const card = `/sys/class/drm/card${index}/device`;
    return {
      ...chip(index, "amdgpu", address, power),
      [`${card}/uevent`]: `DRIVER=amdgpu\nPCI_ID=1002:7408\nPCI_SLOT_NAME=${address}\n`,
      [`${card}/unique_id`]: `${index}${index}aa\n`,
    };
  });
  return { files: Object.assign({}, ...dies, links ? kernelTopology(mi250Dies.toReversed()) : {}) };
}

/** The kernel's list of two processors and these devices. Neighbours in pairs have four links. */
function kernelTopology(addresses: readonly string[]): Files {
  const nodes = "/sys/class/kfd/kfd/topology/nodes";
  const first = 2;
  const devices = addresses.map((address, index): Files => {
    const folder = `${nodes}/${index + first}`;
    const links = addresses.flatMap((_, other): readonly (readonly [string, string])[] => {
      if (other === index) return [];
      const count = Math.floor(other / 2) === Math.floor(index / 2) ? 4 : (other + index) % 2 === 0 ? 2 : 1;
      return [
        [
          `${folder}/io_links/${other + 1}/properties`,
          `type 11\nnode_to ${other + first}\nmax_bandwidth ${count * 50_000}\n`,
        ],
      ];
    });
    const bus = Number.parseInt(address.slice(5, 7), 16);
    return {
      [`${folder}/properties`]: `simd_count 440\nlocation_id ${bus << 8}\ndomain 0\n`,
      [`${folder}/io_links/0/properties`]: "type 2\nnode_to 0\nmax_bandwidth 36000\n",
      ...Object.fromEntries(links),
    };
  });
  const processors = Object.fromEntries(
    [0, 1].map((node) => [`${nodes}/${node}/properties`, "simd_count 0\nlocation_id 0\n"]),
  );
  return Object.assign({}, processors, ...devices);
}

/** Two MI300X, each divided into four partitions: the kernel puts the partition's number where the function is. */
export function partitionedNode(): Recording {
  const boards = ["05", "26"];
  const nodes = boards.flatMap((bus, board) =>
    [0, 1, 2, 3].map((partition): readonly [string, string] => [
      `/sys/class/kfd/kfd/topology/nodes/${1 + 4 * board + partition}/properties`,
      `simd_count 304\nlocation_id ${(Number.parseInt(bus, 16) << 8) | partition}\ndomain 0\n`,
    ]),
  );
  const chips = boards.map((bus, index) =>
    chip(index, "amdgpu", `0000:${bus}:00.0`, { power1_input: 600_000_000 + index * 1e6 }),
  );
  return { files: Object.assign({}, ...chips, Object.fromEntries(nodes)) };
}
