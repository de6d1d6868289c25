import { startServer } from "../packages/server/dist/index.js";

// The server of otlp-ingest.mjs, in a process of its own. It prints its URL, and at its end what it counted.

const started = await startServer({
  folder: process.argv[2],
  host: "127.0.0.1",
  port: 0,
  version: "bench",
  onNotice: console.error,
});
if (!started.ok) throw new Error(started.error);
const { url, parts, close } = started.value;
console.log(url);
process.on("SIGTERM", async () => {
  await parts.ledger.settled();
  const totals = await parts.ledger.totals({ fromMilliseconds: 0, toMilliseconds: 4e12, figures: ["requests"] });
  console.log(JSON.stringify(totals.groups[0].figures.map(({ mean }) => mean)));
  await close();
  process.exit(0);
});
