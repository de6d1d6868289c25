import { Command } from "commander";

export function estimateCommand(): Command {
  return new Command("estimate");
}
