import { Command } from "commander";

/** Options of `wattledger factors`, as commander reads them. */
export interface FactorsOptions {
  readonly json?: true;
  readonly all?: true;
}

/** `wattledger factors [FAMILY] [KEY]`: the families of factors, or one figure with its papers. */
export function factorsCommand(): Command {
  return new Command("factors")
    .description("print one factor with its source and interval, or the families of factors")
    .argument("[family]", "family, such as grid or facility.pue")
    .argument("[key...]", "key of the factor, such as FR; without it, the general figure")
    .option("--all", "list all families, or all keys of one")
    .option("--json", "print JSON")
    .action(async (family: string | undefined, key: readonly string[], options: FactorsOptions) => {
      const { runFactors } = await import("./factors-action.ts");
      // A name of several words needs no quotes: AMD EPYC 7763.
      await runFactors(family, key.length === 0 ? undefined : key.join(" "), options);
    });
}
