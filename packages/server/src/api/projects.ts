import { expectCaller, projectFor } from "../http/access.ts";
import { noBody, noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";
import { projectSettingsSchema } from "./project-list.ts";

/** What projects have chosen: methods, zone, facility. It applies to events that arrive from then on. */
export function projectRoutes({ add, projects }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/projects/:id",
    scope: "read",
    summary: "What a project has chosen for events that arrive.",
    query: noQuery,
    body: noBody,
    handle: ({ parameters: { id }, request }) => {
      const project = projectFor(expectCaller(request), id);
      return { project, settings: projects.settingsOf(project) };
    },
  });
  add({
    method: "PUT",
    url: "/api/v1/projects/:id",
    scope: "admin",
    summary: "Chooses methods, zone and facility for events that arrive from now on.",
    query: noQuery,
    body: projectSettingsSchema,
    handle: async ({ body, parameters: { id }, request }) => {
      const caller = expectCaller(request);
      const project = projectFor(caller, id);
      await projects.choose(project, body, caller.name);
      return { project, settings: body };
    },
  });
}
