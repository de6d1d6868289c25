import { activityKinds } from "@wattledger/core";
import { chooseMethod } from "@wattledger/estimate";
import { grid, facilityPue } from "@wattledger/factors";
import type { Ledger } from "@wattledger/ledger";
import * as z from "zod";
import type { ProjectSettings } from "../intake/project-settings.ts";

const methodId = z.string().max(100).refine(isMethod, { error: "It is not a method. GET /api/v1/methods lists them." });

/** What a project may choose. */
export const projectSettingsSchema = z.strictObject({
  methods: z.exactOptional(z.partialRecord(z.enum(activityKinds), methodId)),
  zone: z.exactOptional(
    z
      .string()
      .max(100)
      .refine(async (zone) => (await grid.find(zone)).ok, {
        error: "It is not a zone. Use one such as FR or US-CA.",
      }),
  ),
  facility: z.exactOptional(
    z
      .string()
      .max(100)
      .refine(async (key) => (await facilityPue.find(key)).ok, {
        error: "It is not a facility. Use one such as aws:eu-west-1.",
      }),
  ),
});

/** What projects have chosen, in memory and in the ledger. */
export interface Projects {
  readonly settingsOf: (project: string) => ProjectSettings;
  readonly list: () => readonly (readonly [string, ProjectSettings])[];
  readonly choose: (project: string, settings: ProjectSettings, author: string) => Promise<void>;
}

/** Opens the projects that a ledger holds. */
export async function openProjects(ledger: Pick<Ledger, "append" | "ask">, now: () => number): Promise<Projects> {
  const chosen = new Map<string, ProjectSettings>();
  const documents = await ledger.ask({ question: "documents", query: { documentKind: "project", count: 100_000 } });
  for (const { project, body } of documents) {
    const settings = await projectSettingsSchema.safeParseAsync(body);
    if (settings.success) chosen.set(project, settings.data);
  }
  return {
    settingsOf: (project) => chosen.get(project) ?? {},
    list: () => [...chosen],
    choose: async (project, settings, author) => {
      const body = z.json().parse(settings);
      const written = await ledger.append([
        { kind: "project", id: project, project, timeMilliseconds: now(), author, body },
      ]);
      if (!written.ok) throw new Error(written.error.message);
      chosen.set(project, settings);
    },
  };
}

function isMethod(id: string): boolean {
  try {
    chooseMethod(id);
    return true;
  } catch {
    // It throws for a name that it does not know.
    return false;
  }
}
