import { expect, test } from "vitest";
import { createServer } from "./server.ts";

test("a server that can answer says so", async () => {
  const server = createServer();
  const answer = await server.inject({ url: "/livez" });
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: "ok" }]);
  await server.close();
});
