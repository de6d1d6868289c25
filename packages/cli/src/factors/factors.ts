import { Command } from "commander";

/** Options of `wattledger factors`, as commander reads them. */
export interface FactorsOptions {
  readonly json?: true;
}

/** `wattledger factors [FAMILY] [KEY]`: the families of factors, or one figure with its papers. */
export function factorsCommand(): Command {
  return new Command("factors")
    .description("list the families of factors, or print a figure with its source, interval and fall-back steps")
    .argument("[family]", "family, such as grid or facility.pue")
    .argument("[key...]", "row of the family, such as FR; without it the family's general figure")
    .option("--json", "print JSON")
    .action(async (family: string | undefined, key: readonly string[], options: FactorsOptions) => {
      const { runFactors } = await import("./factors-action.ts");
      // A name of several words needs no quotes: AMD EPYC 7763.
      await runFactors(family, key.length === 0 ? undefined : key.join(" "), options);
    });
}
