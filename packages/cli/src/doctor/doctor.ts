import { Command } from "commander";

/** `wattledger doctor`: what can be measured on this machine, what cannot, why, and what helps. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say what can be measured on this machine, what cannot, why, and what would help")
    .option("--json", "print JSON")
    .action(async (options: { readonly json?: true }) => {
      const { runDoctor } = await import("./doctor-action.ts");
      await runDoctor(options);
    });
}
