/** The name of an output for people, and a remark that says what it counts. */
export interface OutputWords {
  readonly name: string;
  readonly remark?: string;
}

/** Outputs whose words do not follow from their parts. */
const special: ReadonlyMap<string, OutputWords> = new Map([
  ["gwp", { name: "Carbon", remark: "location-based" }],
  ["market-gwp", { name: "Carbon", remark: "market-based" }],
  ["operational-gwp", { name: "Carbon of use" }],
  ["embodied-gwp", { name: "Hardware", remark: "carbon of making it, its share" }],
  ["gwp-embodied", { name: "Hardware", remark: "carbon of making it, its share" }],
  ["gpuEnergyJoules", { name: "Accelerators", remark: "their energy alone" }],
  ["gpu-energy", { name: "Accelerators", remark: "their energy alone" }],
]);

/** What an impact or quantity is called. `gwp` is the word of the standards, and carbon the word of everyone else. */
const quantities: ReadonlyMap<string, string> = new Map([
  ["gwp", "carbon"],
  ["energy", "energy"],
  ["water", "water"],
  ["adpe", "minerals and metals"],
  ["pe", "primary energy"],
  ["cost", "cost"],
]);

/**
 * Returns the words for an output of a method: `gwp` is "Carbon", `training-energy` is "Energy, training". A name that no
 * rule knows is split into its words.
 */
export function outputWords(output: string): OutputWords {
  const known = special.get(output);
  if (known !== undefined) return known;
  if (output.startsWith("recipe-")) return { name: sentence(wordsOf(output.slice(7))), remark: "ReCiPe 2016" };
  const parts = output.split("-");
  const quantity = parts.find((part) => quantities.has(part));
  if (quantity === undefined) return { name: sentence(wordsOf(output)) };
  const others = parts.filter((part) => part !== quantity).join(" ");
  const name = sentence(quantities.get(quantity) ?? quantity);
  return { name: others === "" ? name : `${name}, ${others}` };
}

/** The words of a name in code: `outputTokens` is "output tokens". Units at its end stay out: a value says its own. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/[-_.]/gu, " ")
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, " ")
    .replace(/ (?:Billions|Joules|Watts|Seconds|Bytes|Grams)$/u, "")
    .toLowerCase();
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
