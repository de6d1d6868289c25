import { spawn } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { startFakeProvider } from "../../test/peers/fake-provider.mjs";
import { peersFolder } from "../../test/peers/folder.mjs";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

// Instrumentations of others, as they are published, call a provider that knows the truth, and export to our server. Calls below an
// agent, streams, a retry after 500, a failure, a stream that is cut: the tokens counted are the tokens that the provider told.

let running: TestServer | undefined;

afterEach(async () => {
  await running?.remove();
  running = undefined;
});

const isWithLargePeers = (process.env["WATTLEDGER_TEST_ALL_PEERS"] ?? "") !== "";

/** `callsWithoutCounts`: answers of which the peer does not tell the counts, though the provider did. */
const peers = [
  { name: "AI SDK 7", folder: "js", program: "ai-sdk.mjs", argument: "7" },
  { name: "AI SDK 6", folder: "js", program: "ai-sdk.mjs", argument: "6" },
  { name: "OpenTelemetry for OpenAI in JavaScript", folder: "js", program: "openai-js.mjs", argument: "official" },
  { name: "OpenInference for OpenAI in JavaScript", folder: "js", program: "openai-js.mjs", argument: "openinference" },
  { name: "OpenTelemetry for OpenAI in Python", folder: "python", program: "openai-python.py", argument: "official" },
  { name: "OpenLLMetry for OpenAI in Python", folder: "python", program: "openai-python.py", argument: "openllmetry" },
  {
    name: "OpenInference for OpenAI in Python",
    folder: "python",
    program: "openai-python.py",
    argument: "openinference",
  },
  { name: "OpenLLMetry for OpenAI in JavaScript", folder: "js-large", program: "openllmetry-js.mjs", argument: "" },
  { name: "OpenLIT in JavaScript", folder: "js-large", program: "openlit-js.mjs", argument: "" },
  { name: "LiteLLM", folder: "python-large", program: "litellm-python.py", argument: "" },
] as const;

for (const { name, folder, program, argument } of peers) {
  const isThere = existsSync(join(peersFolder, folder, "whole"));
  const isWanted = !folder.endsWith("-large") || isWithLargePeers;
  test.skipIf(!isThere || !isWanted)(
    `${name}: the tokens that are counted are the truth`,
    { timeout: 240_000 },
    async () => {
      const provider = await startFakeProvider();
      running = await testServer();
      const home = join(peersFolder, folder);
      const file = join(home, program);
      copyFileSync(fileURLToPath(new URL(`../../test/peers/${program}`, import.meta.url)), file);
      const output = await run(
        program.endsWith(".py") ? join(home, "bin/python") : process.execPath,
        [file, argument],
        {
          PROVIDER_URL: provider.url,
          OTEL_EXPORTER_OTLP_ENDPOINT: running.url,
        },
      );
      const { truth } = provider;
      await provider.close();
      expect(output).toBe("");
      const totals = await running.parts.ledger.totals({
        fromMilliseconds: 0,
        toMilliseconds: 4_000_000_000_000,
        figures: ["requests", "input_tokens", "output_tokens", "energy"],
      });
      if (totals.kind !== "totals") throw new Error(totals.reasons.join(" "));
      const [requests, input, outputTokens, energy] = (totals.groups[0]?.figures ?? []).map(({ mean }) => mean);
      expect(truth.calls).toBeGreaterThan(1);
      expect({ calls: requests, input, output: outputTokens }).toEqual(truth);
      expect(energy).toBeGreaterThan(0);
    },
  );
}

/** Runs a program to its end. Returns what it said where it failed. */
function run(
  command: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const child = spawn(command, given, { env: { ...inherited, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (text: string): void => {
      said = (said + text).slice(-4000);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    const tooLong = setTimeout(() => child.kill("SIGKILL"), 200_000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(tooLong);
      resolve(code === 0 ? "" : `${code} ${said}`);
    });
  });
}
