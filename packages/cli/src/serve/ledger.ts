import { Command, Option } from "commander";

/** Options of `wattledger ledger`, as parsed. */
export interface LedgerOptions {
  readonly data?: string;
}

/** `wattledger ledger`: looks after the ledger of a server that is not running. */
export function ledgerCommand(): Command {
  const ledger = new Command("ledger").description(
    "look after a ledger: verify, rebuild, back up, restore, export, erase",
  );
  const data = ["--data <folder>", "folder of the ledger (default: next to the runs)"] as const;
  ledger
    .command("verify")
    .description("compare events, sums and journal, exactly")
    .option(...data)
    .action(async (options: LedgerOptions) => (await import("./ledger-action.ts")).verify(options));
  ledger
    .command("rebuild")
    .description("build the engine's file from the journal again; the former file is put aside")
    .option(...data)
    .action(async (options: LedgerOptions) => (await import("./ledger-action.ts")).rebuild(options));
  ledger
    .command("backup")
    .description("copy all that was acknowledged into an empty folder")
    .argument("<folder>", "where to")
    .option(...data)
    .action(async (folder: string, options: LedgerOptions) =>
      (await import("./ledger-action.ts")).backUp(folder, options),
    );
  ledger
    .command("restore")
    .description("put a backup into the folder of a ledger that does not exist yet")
    .argument("<folder>", "the backup")
    .option(...data)
    .action(async (folder: string, options: LedgerOptions) =>
      (await import("./ledger-action.ts")).restore(folder, options),
    );
  ledger
    .command("export")
    .description("write events to a file")
    .argument("<file>", "where to")
    .addOption(
      new Option("--format <format>", "form of the file").choices(["parquet", "csv", "json-lines"]).default("csv"),
    )
    .option("--from <date>", "first day, in UTC", "1970-01-01")
    .option("--to <date>", "the day after the last, in UTC", "9999-01-01")
    .option(...data)
    .action(
      async (
        file: string,
        options: LedgerOptions & { format: "parquet" | "csv" | "json-lines"; from: string; to: string },
      ) => (await import("./ledger-action.ts")).exportTo(file, options),
    );
  ledger
    .command("erase")
    .description("remove every event with a value of a dimension, for good")
    .argument("<dimension>", "such as owner, run or project")
    .argument("<value>", "its value")
    .option(...data)
    .action(async (dimension: string, value: string, options: LedgerOptions) =>
      (await import("./ledger-action.ts")).erase(dimension, value, options),
    );
  return ledger;
}
