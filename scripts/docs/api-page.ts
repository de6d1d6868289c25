import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/** A module of a page, and what the page says that it prints. */
export interface Example {
  readonly code: string;
  readonly printed: string;
}

const example = /^```ts\n(?<code>.*?)^```\n(?:\n```text\n(?<printed>.*?)^```\n)?/gmsu;

/** Every example of a page. @throws Error for one that does not say what it prints */
export function examplesOf(page: string): readonly Example[] {
  return [...page.matchAll(example)].map(({ groups }) => {
    const { code = "", printed } = groups ?? {};
    if (printed === undefined)
      throw new Error(`A block \`text\` with what it prints must follow this example:\n${code}`);
    return { code, printed };
  });
}

/** The page of the library, with what its examples print now. They run from the sources, unbuilt. */
export async function apiPage(root: string): Promise<string> {
  const page = readFileSync(join(root, "docs/api.md"), "utf8");
  const printed = await run(
    root,
    examplesOf(page).map(({ code }) => code),
  );
  let index = 0;
  return page.replaceAll(
    example,
    (_, code: string) => `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${printed[index++] ?? ""}\`\`\`\n`,
  );
}

async function run(root: string, examples: readonly string[]): Promise<readonly string[]> {
  // Within the project, so that the packages are found as an installed copy is.
  const folder = mkdtempSync(join(root, "node_modules/.examples-"));
  try {
    const entryPoints = examples.map((code, index) => {
      const path = join(folder, `example-${index + 1}.ts`);
      writeFileSync(path, code);
      return path;
    });
    await build({
      absWorkingDir: root,
      entryPoints,
      outdir: folder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      conditions: ["wattledger-source"],
      platform: "node",
      target: "node20.19",
      format: "esm",
      logLevel: "warning",
    });
    const printed: string[] = [];
    for (const path of entryPoints) printed.push(await outputOf(path.replace(/ts$/u, "mjs")));
    return printed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function outputOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  return stdout;
}
