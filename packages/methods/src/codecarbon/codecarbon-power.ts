import { choice, equation, graphOf, input } from "@wattledger/core";

/**
 * Power of the parts that CodeCarbon has no counter for, W: of processors by a share of their design power, of memory by a
 * table of modules. Releases 3.3.0 and 3.3.2; external/hardware.py and external/ram.py.
 */
export const codecarbonPower = graphOf({
  inputs: {
    tdp: input("W", "Thermal design power of all sockets", {
      min: 0,
      usual: [1, 1000],
      default: 85,
      source: "hardware.py, POWER_CONSTANT, of a processor without a name",
    }),
    load: input("1", "Busy share of all processors", { max: 1, min: 0 }),
    memory: input("GiB", "Memory: of the machine, or what the process holds", { min: 0, usual: [0.01, 24_000] }),
    architecture: choice(["x86", "arm"], "Kind of the machine", { default: "x86", source: "x86 unless stated" }),
  },
  equations: {
    constantPower: equation("W", "0.5 × tdp", "Where nothing tells the load"),
    loadPower: equation("W", "tdp × (0.1 + 0.9 × load^3)", "Of the machine, by a cubic curve"),
    moduleSize: equation(
      "GiB",
      "if(memory ≥ 1024 [GiB], 128 [GiB], if(memory ≥ 512 [GiB], 64 [GiB], if(memory ≥ 256 [GiB], 32 [GiB], 16 [GiB])))",
      "Largest usual module of which eight are no more than the memory",
    ),
    modules: equation(
      "1",
      "if(memory ≤ 2 [GiB], 1, if(memory ≤ 16 [GiB], 2, if(memory ≤ 64 [GiB], 4, if(memory ≤ 128 [GiB], 8, min(ceil(memory ÷ moduleSize), 32)))))",
      "Modules of memory, guessed from its size",
    ),
    modulePower: equation("W", 'if(architecture = "arm", 1.5 [W], 5 [W])', "Power of one memory module"),
    ramPower: equation(
      "W",
      "modulePower × max(2, min(modules, 4) + 0.9 × min(max(modules − 4, 0), 4) + 0.8 × min(max(modules − 8, 0), 8) + 0.7 × max(modules − 16, 0))",
      "Full price for four modules, less for more, and never less than two",
    ),
  },
});
