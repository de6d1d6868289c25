/** Steady power of each of two NVIDIA boards. */
export const boardWatts = [250, 400] as const;

/** The boards as lines of the state that the library in NVML's place (packages/sensors/test/fake-nvml.c) reads. */
export function twoBoards(): string {
  const boards = boardWatts.flatMap((watts, index) =>
    Object.entries({
      uuid: `GPU-${index}`,
      name: "NVIDIA H100",
      bus: `00000000:0${index}:00.0`,
      energy_mj: 5_000_000,
      watts,
      limit_mw: 700_000,
    }).map(([key, value]) => `${index}.${key} ${value}\n`),
  );
  return ["count 2\n", ...boards].join("");
}
