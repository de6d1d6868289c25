import { WattledgerError, inputSchema, methodPage, serialiseMethod } from "@wattledger/core";
import { chooseMethod } from "@wattledger/estimate";
import { methods } from "@wattledger/methods";
import { pageWidth, paragraph } from "../paragraph.ts";
import { writeJson, writeLine, writeOut } from "../terminal.ts";
import { methodsText } from "./methods-text.ts";

/** Prints the list of methods, or the page or the JSON schema of one. @throws WattledgerError `unknown-name` */
export function printMethods(
  id: string | undefined,
  { schema, json, all }: { readonly schema?: true; readonly json?: true; readonly all?: true },
): void {
  if (id === undefined && schema === true)
    throw new WattledgerError("bad-input", "--schema is of one method. Name it: wattledger methods ID --schema");
  if (id === undefined && json === true) {
    const list = methods.map(({ id: name, version, title, accepts, source }) => ({
      id: name,
      version,
      title,
      accepts,
      source,
    }));
    writeJson({ schema: "wattledger/methods/1", methods: list });
    return;
  }
  if (id === undefined && all !== true) {
    writeOut(methodsText(methods, pageWidth(process.stdout.columns)));
    return;
  }
  if (id === undefined) {
    const width = Math.max(...methods.map((method) => method.id.length));
    for (const { id: name, title, version } of methods)
      writeLine(
        paragraph(`${title}, version ${version}`, {
          first: `${name.padEnd(width)}  `,
          rest: " ".repeat(width + 2),
          width: pageWidth(process.stdout.columns),
        }),
      );
    return;
  }
  const method = chooseMethod(id);
  if (schema === true) writeJson(inputSchema(method, method.title));
  else if (json === true) writeJson(serialiseMethod(method));
  else writeOut(methodPage(method));
}
