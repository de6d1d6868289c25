import { WattledgerError } from "@wattledger/core";
import { pageWidth } from "../paragraph.ts";
import { complain, writeJson, writeOut } from "../terminal.ts";
import { countByMethod, countVerdicts } from "./cases-count.ts";
import { readCaseFiles } from "./cases-files.ts";
import { casesText } from "./cases-text.ts";
import type { CasesOptions } from "./cases.ts";

/** Runs the cases of files and folders. Gives the exit code: 2 where a file could not be read, else 1 on a mismatch. */
export async function runCasesOf(paths: readonly string[], { json, all }: CasesOptions): Promise<number> {
  const { runCases } = await adapters();
  const read = readCaseFiles(paths);
  const run = await Promise.all(read.map(async ({ file }) => (file.ok ? runCases(file.value) : [])));
  const verdicts = run.flat();
  const unread = read.flatMap(({ path, file }) => (file.ok ? [] : [{ path, reason: file.error }]));
  const counts = countVerdicts(verdicts);
  if (json === true) {
    const document = {
      schema: "wattledger/cases/1",
      cases: verdicts,
      counts: { ...counts, methods: countByMethod(verdicts) },
      unread,
    };
    writeJson(document);
  } else writeOut(casesText(verdicts, all === true, pageWidth(process.stdout.columns)));
  for (const { path, reason } of unread) complain(`${path}: ${reason}`);
  if (unread.length > 0) return 2;
  return counts.mismatch > 0 ? 1 : 0;
}

/** The adapters of the cases, which the published command does not carry. @throws WattledgerError `not-supported` */
async function adapters() {
  try {
    return await import("@wattledger/cases");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // The launcher reads the file of the adapters itself, so that its absence is ENOENT there.
    if (!["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ENOENT"].includes(String(code))) throw error;
    throw new WattledgerError(
      "not-supported",
      "This installation cannot run reference cases: the adapters are in the repository only. Clone it, and run `npm start` and `npx wattledger cases FILE` there.",
      { cause: error },
    );
  }
}
