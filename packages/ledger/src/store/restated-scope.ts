import * as z from "zod";
import { numberOf, textOf } from "../engine/engine.ts";
import type { Reader } from "../engine/engine.ts";

/** What a restatement covers. Its period is of whole days in UTC. */
export interface RestatedScope {
  /** 1 is the first one. A later one takes the place of earlier ones where both cover an event. */
  readonly number: number;
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  /** Numbers of its projects; every project where the list is empty. */
  readonly projects: readonly number[];
}

/** The restatements of an engine, in order. */
export async function readRestatements(engine: Pick<Reader, "query">): Promise<readonly RestatedScope[]> {
  const rows = await engine.query("SELECT number, from_ms, to_ms, projects FROM restatements ORDER BY number");
  return rows.map((row) => ({
    number: numberOf(row, "number"),
    fromMilliseconds: numberOf(row, "from_ms"),
    toMilliseconds: numberOf(row, "to_ms"),
    projects: z.array(z.int()).parse(JSON.parse(textOf(row, "projects"))),
  }));
}

/** Number of the newest restatement that covers an event; 0 where none does. */
export function newestRestatement(scopes: readonly RestatedScope[], time: number, project: number): number {
  const found = scopes.findLast(
    ({ fromMilliseconds, toMilliseconds, projects }) =>
      time >= fromMilliseconds && time < toMilliseconds && (projects.length === 0 || projects.includes(project)),
  );
  return found?.number ?? 0;
}

/** The condition that leaves the newest version of each row, or the newest one up to a restatement. Begins with AND. */
export function visibleText(scopes: readonly RestatedScope[], time: string, upTo: number | undefined): string {
  const seen = scopes.filter(({ number }) => upTo === undefined || number <= upTo);
  const hidden = seen.map((scope) => ` AND NOT (restatement < ${scope.number} AND ${scopeText(scope, time)})`);
  const later = seen.length === scopes.length ? "" : ` AND restatement <= ${upTo ?? 0}`;
  return `${hidden.join("")}${later}`;
}

/** The condition for the rows of a scope. */
export function scopeText({ fromMilliseconds, toMilliseconds, projects }: RestatedScope, time: string): string {
  const inProjects = projects.length === 0 ? "" : ` AND project IN (${projects.join(", ")})`;
  return `${time} >= ${fromMilliseconds} AND ${time} < ${toMilliseconds}${inProjects}`;
}
