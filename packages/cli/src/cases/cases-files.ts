import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail, ok } from "@wattledger/core";
import type { CaseFile, Result } from "@wattledger/core";
import { caseFileSchema } from "@wattledger/core/schemas";
import * as z from "zod";

/** A case file, or why it is none. */
export interface ReadCases {
  readonly path: string;
  readonly file: Result<CaseFile, string>;
}

/**
 * Reads case files. Of a folder it reads the files `*.json` in it, or the file `cases.json` of each folder in it, by name. A file
 * that cannot be read does not stop the others.
 */
export function readCaseFiles(paths: readonly string[]): readonly ReadCases[] {
  return paths.flatMap((path) => {
    const files = filesOf(path);
    if (!files.ok) return [{ path, file: files }];
    return files.value.map((name) => ({ path: name, file: readCaseFile(name) }));
  });
}

/** Parses the text of a case file; on failure says what was wrong and where. */
export function parseCaseFile(text: string): Result<CaseFile, string> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail(`no JSON: ${messageOf(error)}`);
  }
  const parsed = caseFileSchema.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  return fail(`no case file, which is an object {method, cases: [...]}:\n${z.prettifyError(parsed.error)}`);
}

function filesOf(path: string): Result<readonly string[], string> {
  try {
    if (!statSync(path).isDirectory()) return ok([path]);
    const names = readdirSync(path);
    const direct = names.filter((name) => name.endsWith(".json"));
    const found = direct.length > 0 ? direct : names.map((name) => join(name, "cases.json")).filter(existsIn(path));
    if (found.length === 0) return fail("a folder without a *.json file");
    return ok(found.toSorted().map((name) => join(path, name)));
  } catch (error) {
    return fail(messageOf(error));
  }
}

function existsIn(folder: string): (name: string) => boolean {
  return (name) => existsSync(join(folder, name));
}

function readCaseFile(path: string): Result<CaseFile, string> {
  try {
    return parseCaseFile(readFileSync(path, "utf8"));
  } catch (error) {
    return fail(messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
