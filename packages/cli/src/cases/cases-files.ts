import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail, ok } from "@wattledger/core";
import type { CaseFile, Result } from "@wattledger/core";
import { caseFileSchema, plainIssues } from "@wattledger/core/schemas";
import { parseJson } from "../json-file.ts";
import { mostBytes, readTextFile, reasonOf } from "../read-file.ts";

/** A case file, or why it is not one. */
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
  const data = parseJson(text);
  if (!data.ok) return data;
  const parsed = caseFileSchema.safeParse(data.value);
  if (parsed.success) return ok(parsed.data);
  return fail(
    `it is not a case file, which is an object {method, cases: [...]}:\n  ${plainIssues(parsed.error, data.value).join("\n  ")}`,
  );
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
    return fail(reasonOf(error));
  }
}

function existsIn(folder: string): (name: string) => boolean {
  return (name) => existsSync(join(folder, name));
}

function readCaseFile(path: string): Result<CaseFile, string> {
  const text = readTextFile(path, mostBytes.json);
  return text.ok ? parseCaseFile(text.value) : text;
}
