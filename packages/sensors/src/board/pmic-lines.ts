import type { PowerFigure } from "../sensor/power-stream.ts";

/** The rails of the chip and the board without those of memory and HDMI, in the groups of CodeCarbon 3.3.2. */
const cpuRails = [
  "3V7_WL_SW",
  "3V3_SYS",
  "1V8_SYS",
  "1V1_SYS",
  "0V8_SW",
  "VDD_CORE",
  "3V3_DAC",
  "3V3_ADC",
  "0V8_AON",
] as const;
const dramRails = ["DDR_VDD2", "DDR_VDDQ"] as const;

/**
 * Reads the lines of `pmic_read_adc`, such as `VDD_CORE_A current(7)=3.00000000A` and `VDD_CORE_V volt(15)=0.72097620V`: first all
 * currents, then all voltages. Returns the power of both channels when the last rail of a block has its voltage.
 */
export function openPmicReader(channels: {
  readonly cpu: string;
  readonly dram: string;
}): (line: string) => readonly PowerFigure[] | undefined {
  let amperes = new Map<string, number>();
  let watts = new Map<string, number>();
  return (line) => {
    const [, rail, kind, value] = /^\s*(\w+)_[AV] (current|volt)\(\d+\)=(\d+(?:\.\d+)?)[AV]\s*$/.exec(line) ?? [];
    if (rail === undefined) return undefined;
    if (kind === "current") {
      // Drop a block that was cut off.
      if (watts.size > 0) [amperes, watts] = [new Map(), new Map()];
      amperes.set(rail, Number(value));
      return [];
    }
    const current = amperes.get(rail);
    // The supply and the clock's battery have a voltage and no current.
    if (current === undefined) return [];
    watts.set(rail, current * Number(value));
    if (watts.size < amperes.size) return [];
    const figures = [
      { channel: channels.cpu, watts: sumOf(watts, cpuRails) },
      { channel: channels.dram, watts: sumOf(watts, dramRails) },
    ];
    [amperes, watts] = [new Map(), new Map()];
    return figures;
  };
}

/** The sum, or the rails that are missing. */
function sumOf(watts: ReadonlyMap<string, number>, rails: readonly string[]): number | string {
  const missing = rails.filter((rail) => !watts.has(rail));
  if (missing.length > 0) return `vcgencmd did not report ${missing.join(", ")}`;
  return rails.reduce((sum, rail) => sum + (watts.get(rail) ?? 0), 0);
}
