// What is quoted of the AI Energy Score's leaderboard, by whom.
export { default as leaderboard } from "../data/ai-energy-score/leaderboard-2025-12.json" with { type: "json" };
export { default as reports } from "../data/ai-energy-score/reports-2025-12.json" with { type: "json" };
