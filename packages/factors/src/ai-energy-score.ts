import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "./figure-table.ts";

/** Measured GPU energy of a query in the AI Energy Score, one query at a time on an H100. */
export const aiEnergyScoreMeasured: FactorFamily = figureFamily({
  id: "ai-energy-score",
  title: "GPU energy of a query in the AI Energy Score",
  unit: "Wh/request",
  key: {
    name: "scored",
    help: "Model of the leaderboard",
    examples: ["gpt-oss-120b-reasoning", "openai/gpt-oss-120b"],
  },
  tables: async () => {
    const { default: file } = await import("./data/ai-energy-score/leaderboard-2025-12.json", {
      with: { type: "json" },
    });
    return [
      {
        name: "leaderboard-2025-12",
        meaning: {
          boundary: "component",
          basis: "not-applicable",
          signal: "not-applicable",
          accounting: "not-applicable",
          convention: "accelerators only, one request at a time",
        },
        file,
      },
    ];
  },
});
