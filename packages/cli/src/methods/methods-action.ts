import { inputSchema, methodPage } from "@wattledger/core";
import { chooseMethod } from "@wattledger/estimate";
import { methods } from "@wattledger/methods";
import { writeJson, writeLine, writeOut } from "../terminal.ts";

/** Prints the list of methods, or the page or the JSON schema of one. @throws WattledgerError `unknown-name` */
export function printMethods(id: string | undefined, { schema }: { readonly schema?: true }): void {
  if (id === undefined) {
    const width = Math.max(...methods.map((method) => method.id.length));
    for (const { id: name, title, version } of methods)
      writeLine(`${name.padEnd(width)}  ${title}, version ${version}`);
    return;
  }
  const method = chooseMethod(id);
  if (schema === true) writeJson(inputSchema(method, method.title));
  else writeOut(methodPage(method));
}
