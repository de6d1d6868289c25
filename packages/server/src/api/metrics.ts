import { expectCaller } from "../http/access.ts";
import { exposition, expositionType } from "../outputs/exposition.ts";
import type { Parts } from "./parts.ts";

/** `GET /metrics`: sums by project and model, and the server's own health, as Prometheus reads them. */
export function metricRoutes({ server, metrics }: Parts): void {
  server.get("/metrics", { config: { scope: "read" } }, async (request, reply) => {
    const { project } = expectCaller(request);
    return reply.type(expositionType).send(exposition(await metrics.collect(project)));
  });
}
