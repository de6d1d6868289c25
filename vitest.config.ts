import { defineConfig } from "vitest/config";

const conditions = ["wattledger-source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.{ts,mjs}", "examples/**/*.test.mjs"],
    // A test that starts the built command a few times takes seconds on a machine that has other work: only what hangs fails.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "threads",
    isolate: false,
    reporters: ["default", "./scripts/counts-reporter.mjs"],
  },
});
