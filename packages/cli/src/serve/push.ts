import { Command, Option } from "commander";

/** Options of `wattledger push`, as parsed. */
export interface PushOptions {
  readonly to: string;
  readonly again?: true;
  readonly along?: number;
}

/** `wattledger push`: sends runs of this machine to a server. */
export function pushCommand(): Command {
  return new Command("push")
    .description("send recorded runs to a server; a run that is sent again counts once")
    .argument(
      "[runs...]",
      "id of a run, its first or last letters, or its name; without one, all that ended and were not sent",
    )
    .option("--to <url>", "the server; its key is read from WATTLEDGER_KEY", "http://127.0.0.1:4318")
    .addOption(
      new Option("--along <pid>", "send what this process records, until it ends").argParser(Number).hideHelp(),
    )
    .option("--again", "also those that were sent before")
    .action(async (runs: readonly string[], options: PushOptions) => {
      const { push } = await import("./push-action.ts");
      await push(runs, options);
    });
}
