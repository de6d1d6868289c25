import { Command } from "commander";

export function factorsCommand(): Command {
  return new Command("factors");
}
