import { defineConfig } from "vitest/config";

const conditions = ["wattledger-source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.{ts,mjs}", "examples/**/*.test.mjs"],
    pool: "threads",
    isolate: false,
    reporters: ["default", "./scripts/counts-reporter.mjs"],
  },
});
