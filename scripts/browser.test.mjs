import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compute } from "./browser.page.mjs";
import { root } from "./dependencies.mjs";

// core, factors and methods in a real Chromium. The page is bundled from the sources and served from here; it sends back what it
// computed and what it asked for. Its policy forbids it all that is not from here, code made of text included.

const policy = "default-src 'self'";

const candidates = [
  process.env.CHROME_PATH,
  "chromium",
  "chromium-browser",
  "chromium-headless-shell",
  "google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const reporter = `
  const violations = [];
  document.addEventListener("securitypolicyviolation", ({ blockedURI }) => violations.push(blockedURI));
  const send = (said) => fetch("/report", { method: "POST", body: JSON.stringify(said) });
  const requests = () => performance.getEntriesByType("resource").map(({ name }) => name);`;

// The event comes after the request was refused.
const escape = `${reporter}
  document.addEventListener("securitypolicyviolation", () => send({ violations }));
  await fetch("http://127.0.0.2:9/");`;

let bundle;
let server;
/** What the page that computes reports, once it has. */
let report;

beforeAll(async () => {
  bundle = await bundled(`
    import { compute } from "./browser.page.mjs";
    ${reporter}
    compute().then(
      (computed) => send({ computed, violations, requests: requests() }),
      (error) => send({ error: String(error?.stack ?? error) }),
    );`);
  server = await serve(new Map([...bundle.files, ["/escape.js", escape]]));
  report = server.open("/page.js");
  // Told by each test that waits for it.
  report.catch(() => {});
});

afterAll(() => server?.close());

test("the library computes in Chromium what it computes in Node", async () => {
  const page = await report;
  expect(page.error).toBeUndefined();
  expect(rounded(page.computed)).toEqual(rounded(await compute()));
});

/** Numbers to 12 digits: engines may differ in the last digits of `exp` and `log`. */
function rounded(value) {
  return JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toPrecision(12)) : one)));
}

test("the page asks for nothing from elsewhere", async () => {
  const page = await report;
  expect(page.violations).toEqual([]);
  expect(page.requests.length).toBeGreaterThan(1);
  expect(page.requests.filter((url) => !url.startsWith(`${server.origin}/`))).toEqual([]);
});

test("a page that asks for something from elsewhere is found out", async () => {
  const { violations } = await server.open("/escape.js");
  expect(violations).toEqual(["http://127.0.0.2:9/"]);
});

test("tables of factors load on demand: the server is asked only for those that were looked into", async () => {
  const page = await report;
  const loaded = new Set(page.requests.map((url) => new URL(url).pathname));
  const sources = (wasLoaded) =>
    [...bundle.inputs].flatMap(([path, inputs]) => (loaded.has(path) === wasLoaded ? inputs : [])).join(" ");
  expect(sources(true)).toContain("data/grid/ember");
  expect(sources(false)).toContain("data/mlenergy/");
  expect(sources(true)).not.toContain("data/mlenergy/");
});

/** The module as files of a page, by path, and the sources in each. For a browser, esbuild fails on any module of Node. */
async function bundled(contents) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: join(root, "scripts"), sourcefile: "page.js" },
    entryNames: "page",
    outdir: "/",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    conditions: ["wattledger-source"],
    metafile: true,
    write: false,
  });
  return {
    files: new Map(outputFiles.map(({ path, text }) => [path, text])),
    inputs: new Map(
      Object.entries(metafile.outputs).map(([path, { inputs }]) => [join("/", path), Object.keys(inputs)]),
    ),
  };
}

/** Serves modules, each by a page of its own, and opens such a page in a browser until it has sent its report. */
async function serve(files) {
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/report") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => http.emit("report", JSON.parse(Buffer.concat(parts).toString("utf8"))));
      response.writeHead(204).end();
    } else if (pathname === "/") {
      const html = `<!doctype html><meta charset="utf-8"><script type="module" src="${searchParams.get("module")}"></script>`;
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
    } else {
      const text = files.get(pathname);
      response.writeHead(text === undefined ? 404 : 200, { "content-type": "text/javascript" }).end(text);
    }
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${http.address().port}`;
  const open = (module) =>
    browse(`${origin}/?module=${module}`, once(http, "report", { signal: AbortSignal.timeout(50_000) }));
  return { origin, open, close: () => http.close() };
}

/** Keeps a page open in a browser until what is waited for has come: an event. */
async function browse(url, awaited) {
  const profile = mkdtempSync(join(tmpdir(), "wattledger-browser-"));
  const options = [
    "--headless",
    // The pages are our own, and a container does not offer a sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    `--user-data-dir=${profile}`,
  ];
  // In a group of its own: the browser is many processes, and none may outlive the test.
  const child = spawn(executable(), [...options, url], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const closed = once(child, "close");
  const ended = closed.then(() => Promise.reject(new Error("it ended by itself")));
  try {
    const [said] = await Promise.race([awaited, ended]);
    return said;
  } catch (error) {
    throw new Error(`The browser gave no report: ${error.message}\n${errors}`, { cause: error });
  } finally {
    ended.catch(() => {});
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

function executable() {
  const found = candidates.find(
    (one) => one !== undefined && spawnSync(one, ["--version"], { stdio: "ignore" }).status === 0,
  );
  if (found !== undefined) return found;
  throw new Error(
    "No Chromium was found. Install it: `sudo apt-get install chromium` on Debian, where `npm test` does so by itself as root. " +
      "Or name one by CHROME_PATH.",
  );
}
