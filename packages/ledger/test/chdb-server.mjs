import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { createClient } from "@clickhouse/client";

// ClickHouse's engine (chdb) behind as much of its HTTP interface as the official client uses for this ledger. A process of its
// own: chdb does not survive the end of a worker thread. Started by engines.ts with the folder of chdb; prints its port; ends
// when its standard input does.

const { createChdbConnection } = createRequire(join(process.argv[2] ?? "", "x.js"))("chdb/connection");
const folder = mkdtempSync(join(tmpdir(), "wattledger-chdb-data-"));
const client = createClient({ connection: createChdbConnection({ path: folder }) });

const server = createServer((request, response) => {
  void answer(request).then(
    (body) => response.end(body),
    (error) => {
      response.statusCode = 400;
      response.setHeader("X-ClickHouse-Exception-Code", String(error.code ?? 0));
      response.end(`Code: ${error.code ?? 0}. DB::Exception: ${error.message}`);
    },
  );
});

async function answer(request) {
  const { searchParams } = new URL(request.url, "http://localhost");
  const body = await text(request);
  const stated = searchParams.get("query");
  const parameters = {};
  const settings = {};
  for (const [name, value] of searchParams) {
    if (name.startsWith("param_")) parameters[name.slice(6)] = unescaped(value);
    else if (/^(?:insert_|output_format_|session_timezone$)/.test(name)) settings[name] = value;
  }
  const query = stated === null ? body : `${stated}\n${body}`;
  const { stream } = await client.exec({ query, query_params: parameters, clickhouse_settings: settings });
  return buffer(stream);
}

/** The client escapes texts in parameters as tab-separated values. */
function unescaped(value) {
  const escapes = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", 0: "\0" };
  return value.replaceAll(/\\(.)/gsu, (_, character) => escapes[character] ?? character);
}

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => {
  rmSync(folder, { recursive: true, force: true });
  // chdb's threads would hold the process.
  process.kill(process.pid, "SIGKILL");
});
