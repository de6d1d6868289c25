import { Command } from "commander";

/** `wattledger methods [ID]`: the methods there are, or the page of one. */
export function methodsCommand(): Command {
  return new Command("methods")
    .description("list the methods, or print the page of one: claim, boundary, inputs, equations, sources")
    .argument("[id]", "method, such as green-algorithms")
    .option("--schema", "print the JSON schema of its inputs instead of the page")
    .action(async (id: string | undefined, options: { schema?: true }) => {
      const { inputSchema, methodPage } = await import("@wattledger/core");
      const { methods } = await import("@wattledger/methods");
      if (id === undefined) {
        const width = Math.max(...methods.map((method) => method.id.length));
        for (const { id: name, title, version } of methods)
          console.log(`${name.padEnd(width)}  ${title}, version ${version}`);
        return;
      }
      const { chooseMethod } = await import("./methods-choose.ts");
      const method = chooseMethod(id);
      if (options.schema === true) console.log(JSON.stringify(inputSchema(method, method.title), undefined, 2));
      else process.stdout.write(methodPage(method));
    });
}
