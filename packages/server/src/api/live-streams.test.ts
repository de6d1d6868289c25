import { get } from "node:http";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpload } from "../../test/run-upload.ts";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;
const id = "20261130-140000-many";

beforeAll(async () => {
  server = await testServer();
  await server.post("/api/v1/runs", runUpload({ id, state: "running", joules: 1 }));
});

afterAll(async () => {
  await server.remove();
});

function follow(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(new URL(`/api/v1/runs/${id}/live`, server.url), { agent: false }, resolve).on("error", reject);
  });
}

test("one caller follows a hundred runs at a time, and the next when one is closed", async () => {
  const streams: IncomingMessage[] = [];
  for (let index = 0; index < 100; index += 1) streams.push(await follow());
  expect([...new Set(streams.map(({ statusCode }) => statusCode))]).toEqual([200]);
  const refused = await follow();
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "10"]);
  refused.resume();
  streams[0]?.destroy();
  await expect
    .poll(async () => {
      const next = await follow();
      if (next.statusCode === 200) streams.push(next);
      else next.resume();
      return next.statusCode;
    })
    .toBe(200);
  for (const stream of streams) stream.destroy();
});
