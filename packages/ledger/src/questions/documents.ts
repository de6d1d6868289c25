import * as z from "zod";
import type { Row } from "../engine/engine.ts";
import { bigintOf, numberOf, textOf } from "../engine/engine.ts";
import type { LedgerDocument } from "../model/records.ts";
import type { TablesRead } from "./tables-read.ts";

/** Kind of a document that the ledger keeps. */
export type DocumentKind = LedgerDocument["kind"];

/** A version of a document. Versions grow; a later one is the newer one. */
export interface StoredDocument {
  readonly kind: string;
  readonly project: string;
  readonly id: string;
  readonly version: bigint;
  readonly receivedMilliseconds: number;
  readonly timeMilliseconds: number;
  /** Who wrote this version; absent where it was not said. */
  readonly author?: string;
  readonly body: z.core.util.JSONType;
}

/** The latest version of each document of a kind, in the order of their newest versions, the newest first. */
export interface DocumentsQuery {
  readonly documentKind: DocumentKind;
  readonly projects?: readonly string[];
  readonly ids?: readonly string[];
  readonly count: number;
  /** Only documents whose newest version is older than this: the version of the last document of the page before. */
  readonly before?: bigint;
}

/** Returns the latest versions. One document more than fits on a page is not read: a page that is full may be the last one. */
export async function documentsOf(tables: TablesRead, query: DocumentsQuery): Promise<readonly StoredDocument[]> {
  const { documentKind, projects, ids, before, count } = query;
  const numbers = projects?.flatMap((project) => tables.dictionary.find("project", project) ?? []);
  if (numbers?.length === 0 || ids?.length === 0) return [];
  const inProjects = numbers === undefined ? "" : ` AND project IN (${numbers.join(", ")})`;
  const names = (ids ?? []).map((_, index) => `{id_${index}:String}`);
  const withIds = ids === undefined ? "" : ` AND id IN (${names.join(", ")})`;
  const older = before === undefined ? "" : " AND version < {before:Int64}";
  const rows = await tables.query(
    `SELECT * FROM documents WHERE kind = {kind:String}${older} AND version IN (SELECT max(version) FROM documents WHERE kind = {kind:String}${inProjects}${withIds} GROUP BY project, id) ORDER BY version DESC LIMIT ${count}`,
    {
      kind: documentKind,
      ...Object.fromEntries((ids ?? []).map((id, index) => [`id_${index}`, id])),
      ...(before === undefined ? {} : { before }),
    },
  );
  return rows.map((row) => documentOf(row, tables));
}

/** All versions of one document, the newest first: its audit log. */
export interface VersionsQuery {
  readonly documentKind: DocumentKind;
  readonly project: string;
  readonly id: string;
}

/** Returns every version of a document. */
export async function versionsOf(
  tables: TablesRead,
  { documentKind, project, id }: VersionsQuery,
): Promise<readonly StoredDocument[]> {
  const number = tables.dictionary.find("project", project);
  if (number === undefined) return [];
  const rows = await tables.query(
    "SELECT * FROM documents WHERE kind = {kind:String} AND project = {project:Int32} AND id = {id:String} ORDER BY version DESC",
    { kind: documentKind, project: number, id },
  );
  // ClickHouse may hold a version twice after a crash between two inserts.
  const versions = new Map(rows.map((row) => [bigintOf(row, "version"), documentOf(row, tables)]));
  return [...versions.values()];
}

function documentOf(row: Row, { dictionary }: Pick<TablesRead, "dictionary">): StoredDocument {
  const author = textOf(row, "author");
  return {
    kind: textOf(row, "kind"),
    project: dictionary.valueOf(numberOf(row, "project")),
    id: textOf(row, "id"),
    version: bigintOf(row, "version"),
    receivedMilliseconds: numberOf(row, "received_ms"),
    timeMilliseconds: numberOf(row, "time_ms"),
    ...(author === "" ? {} : { author }),
    body: z.json().parse(JSON.parse(textOf(row, "body"))),
  };
}
