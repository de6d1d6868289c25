import { WattledgerError } from "@wattledger/core";
import type * as Server from "@wattledger/server";

/** The server's package. It is not installed with the command: its engine is larger than all the rest. */
export async function loadServer(): Promise<typeof Server> {
  try {
    return await import("@wattledger/server");
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || !isMissing(error.code)) throw error;
    const isPackage = /'@wattledger\/server'/u.test(error.message);
    throw new WattledgerError(
      "not-supported",
      isPackage
        ? "The server is not installed. Install it next to the command: npm install @wattledger/server (with --global if the command is global)."
        : `The server is not whole: ${error.message.split("\n")[0]}. In a clone, run \`npm run build\`; else install @wattledger/server again.`,
      { cause: error },
    );
  }
}

function isMissing(code: unknown): boolean {
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
