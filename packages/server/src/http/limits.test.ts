import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.remove();
});

/** Sends a request over a connection of its own; its status. */
async function statusOf(url: string, head: string, body: readonly string[] = []): Promise<number> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.on("error", reject);
    socket.once("data", (part) => {
      resolve(Number(String(part).split(" ")[1]));
      socket.destroy();
    });
    socket.write(`${head}\r\nhost: x\r\nconnection: close\r\n`);
    for (const part of body) socket.write(part);
  });
}

test("a length that is only announced does not shut out the others at the same address", async () => {
  const limits = { requestsPerSecond: 1000, bytesPerSecond: 10_000_000 };
  const started = await testServer({ requireKeys: true, limits });
  server = started;
  const head = "POST /api/v1/setup HTTP/1.1\r\ncontent-type: application/json";
  expect(await statusOf(started.url, head, ["content-length: 9000000000000000\r\n\r\n"])).toBe(413);
  const later = Date.now() + 12_000;
  while ((await started.ask("/livez")).status !== 200) {
    expect(Date.now()).toBeLessThan(later);
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
}, 60_000);

test("a body in chunks counts with the bytes that it has", async () => {
  const limits = { requestsPerSecond: 1000, bytesPerSecond: 100_000 };
  const started = await testServer({ requireKeys: true, limits, now: () => 1_796_000_000_000 });
  server = started;
  const part = "x".repeat(600_000);
  const send = (): Promise<number> =>
    statusOf(started.url, "POST /api/v1/setup HTTP/1.1\r\ncontent-type: application/json", [
      `transfer-encoding: chunked\r\n\r\n${part.length.toString(16)}\r\n${part}\r\n`,
      "0\r\n\r\n",
    ]);
  expect(await send()).toBe(400);
  expect(await send()).toBe(400);
  expect((await started.post("/api/v1/setup", { token: "x" })).status).toBe(429);
});
