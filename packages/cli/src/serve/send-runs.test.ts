import { createServer } from "node:http";
import type { Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { sendRun } from "./send-runs.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers with a status and a body, and keeps what it was sent. */
async function answering(status: number, body: string): Promise<{ readonly url: string; readonly got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    got.push(`${request.method} ${request.url} ${request.headers.authorization ?? "no key"}`);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("It does not listen.");
  return { url: `http://127.0.0.1:${address.port}`, got };
}

const upload = { state: "ended", summary: {} } as const;

test("a run is posted with its key", async () => {
  const { url, got } = await answering(200, "{}");
  await sendRun({ url, key: "wl_x" }, upload);
  await sendRun({ url }, upload);
  expect(got).toEqual(["POST /api/v1/runs Bearer wl_x", "POST /api/v1/runs no key"]);
});

test("what the server says of a run that it refuses is passed on", async () => {
  const { url } = await answering(403, JSON.stringify({ detail: "The key is for another project." }));
  await expect(sendRun({ url }, upload)).rejects.toThrow(`${url} answered 403: The key is for another project.`);
});

test("a server that does not answer loses nothing", async () => {
  await expect(sendRun({ url: "http://127.0.0.1:1" }, upload)).rejects.toThrow("The records stay here");
});
