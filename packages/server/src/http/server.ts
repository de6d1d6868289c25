import fastify from "fastify";
import type { FastifyInstance } from "fastify";

/** The HTTP server, not yet listening. `GET /livez` answers 200 while the process can answer at all. */
export function createServer(): FastifyInstance {
  const server = fastify();
  server.get("/livez", () => ({ status: "ok" }));
  return server;
}
