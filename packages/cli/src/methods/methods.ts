import { Command, Option } from "commander";

/** `wattledger methods [ID]`: the methods there are, or the page of one. */
export function methodsCommand(): Command {
  return new Command("methods")
    .description("list the methods, or print the page of one: inputs, equations, sources")
    .argument("[id]", "method, such as green-algorithms")
    .addOption(new Option("--schema", "print the JSON schema of its inputs instead of the page").conflicts("json"))
    .option("--json", "print the list, or the method with its equations, as JSON (see docs/lists-json.md)")
    .option("--all", "list the methods with their titles and versions")
    .action(async (id: string | undefined, options: { schema?: true; json?: true; all?: true }) => {
      const { printMethods } = await import("./methods-action.ts");
      printMethods(id, options);
    });
}
