import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./dependencies.mjs";

// `node scripts/terminal-picture.mjs` draws the picture of the README from what the built command prints now.

const commands = [
  "estimate model=gpt-4o outputTokens=500 zone=US",
  "compare llm-request model=gpt-4o outputTokens=400 zone=FR",
];
const file = join(root, "docs/pictures/first-screens.svg");
const [column, row, margin] = [8.4, 19, 18];

const lines = commands.flatMap((command, index) => [
  ...(index === 0 ? [] : [""]),
  `$ wattledger ${command}`,
  "",
  ...printed(command).trimEnd().split("\n"),
]);
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * column + 2 * margin);
const height = lines.length * row + 2 * margin;
const texts = lines.map((line, index) => {
  const name = line.startsWith("$ ") ? "asked" : "printed";
  return `<text class="${name}" x="${margin}" y="${margin + 14 + index * row}" xml:space="preserve">${escaped(line)}</text>`;
});

mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What wattledger estimate and wattledger compare print</title>
<style>
  rect { fill: #f6f8fa; stroke: #d0d7de; }
  text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre; }
  .asked { fill: #0a5c36; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    rect { fill: #161b22; stroke: #30363d; }
    text { fill: #e6edf3; }
    .asked { fill: #7ee2a8; }
  }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${texts.join("\n")}
</svg>
`,
);
console.log(`${file}: ${lines.length} lines`);

function printed(command) {
  const launcher = join(root, "packages/cli/bin/wattledger.cjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...command.split(" ")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`wattledger ${command} failed: ${stderr}`);
  return stdout;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
