import { openApi } from "../http/openapi.ts";
import { noBody, noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";

/** The description of the API, and a page that shows it without asking any other host. */
export function descriptionRoutes({ add, server, routes, version }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/openapi.json",
    scope: "open",
    summary: "This description, OpenAPI 3.1.",
    query: noQuery,
    body: noBody,
    handle: () => openApi(routes, version),
  });
  server.get("/api/v1", { config: { scope: "open" } }, (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header(
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      )
      .send(page(openApi(routes, version))),
  );
}

function page(description: Readonly<Record<string, unknown>>): string {
  const paths = Object.entries(objectOf(description["paths"])).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).map(([method, operation]) => section(path, method, objectOf(operation))),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Wattledger API</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}h2{font-size:1.05em;border-top:2px solid;padding-top:.6em}code,pre{font-family:ui-monospace,monospace}pre{overflow:auto;background:#8881;padding:.6em}</style></head>
<body><h1>Wattledger API</h1><p>The same as <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. Send a key as <code>Authorization: Bearer wl_…</code>; on this machine alone a server may take requests without one.</p>
${paths.join("\n")}</body></html>`;
}

function section(path: string, method: string, operation: Readonly<Record<string, unknown>>): string {
  const { summary, parameters, requestBody } = operation;
  const scope = operation["x-scope"];
  const shown = [
    ...(Array.isArray(parameters) && parameters.length > 0
      ? [`<details><summary>Parameters</summary>${pre(parameters)}</details>`]
      : []),
    ...(requestBody === undefined ? [] : [`<details><summary>Body</summary>${pre(requestBody)}</details>`]),
  ];
  return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p>${escaped(typeof summary === "string" ? summary : "")} Scope: ${escaped(typeof scope === "string" ? scope : "none")}.</p>${shown.join("")}</section>`;
}

function pre(value: unknown): string {
  return `<pre>${escaped(JSON.stringify(value, undefined, 2))}</pre>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
