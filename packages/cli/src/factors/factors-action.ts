import { WattledgerError, nearest, quoted } from "@wattledger/core";
import type { FactorFamily } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { pageWidth } from "../paragraph.ts";
import { writeJson, writeOut } from "../terminal.ts";
import {
  familiesText,
  familyText,
  foundText,
  groupText,
  keysText,
  usualFamilies,
  usualFamiliesText,
} from "./factors-text.ts";
import type { FactorsOptions } from "./factors.ts";

/** Does what `wattledger factors` was asked to. @throws WattledgerError for an unknown family or key */
export async function runFactors(
  familyId: string | undefined,
  key: string | undefined,
  { json, all }: FactorsOptions,
): Promise<void> {
  const width = pageWidth(process.stdout.columns);
  if (familyId === undefined) {
    if (json === true) writeJson({ schema: "wattledger/factor-families/1", factorSet, families: families.map(about) });
    else
      writeOut(all === true ? familiesText(families, factorSet, width) : usualFamiliesText(families, factorSet, width));
    return;
  }
  const group = families.filter(({ id }) => id.startsWith(`${familyId}.`));
  if (key !== undefined && group.length > 0 && families.every(({ id }) => id !== familyId)) {
    await showGroup(familyId, key, group, json === true);
    return;
  }
  const family = chooseFamily(familyId, families);
  if (all === true && key === undefined) {
    const keys = await family.heldKeys();
    if (json === true) writeJson({ schema: "wattledger/factor-keys/1", factorSet, family: about(family), keys });
    else writeOut(keysText(family, keys, width));
    return;
  }
  const found = await family.find(key);
  if (found.ok) {
    const { value } = found;
    if (json === true)
      writeJson({ schema: "wattledger/factor/1", factorSet, family: about(family), asked: key, ...value });
    else writeOut(foundText(family, key, value, width));
    return;
  }
  if (key !== undefined) throw new WattledgerError(found.error.kind, found.error.message);
  const { message } = found.error;
  if (json === true)
    writeJson({ schema: "wattledger/factor/1", factorSet, family: about(family), factor: null, message });
  else writeOut(familyText(family, message, width));
}

/**
 * Prints the figures that a group of families, such as `server`, holds for one key.
 *
 * @throws WattledgerError if none of them has the key, with the message of the first
 */
async function showGroup(id: string, key: string, group: readonly FactorFamily[], asJson: boolean): Promise<void> {
  const answers = await Promise.all(group.map(async (family) => ({ family, found: await family.find(key) })));
  const known = answers.flatMap(({ family, found }) => (found.ok ? [{ family, found: found.value }] : []));
  const [refused] = answers.flatMap(({ found }) => (found.ok ? [] : [found.error]));
  if (known.length === 0 && refused !== undefined) throw new WattledgerError(refused.kind, refused.message);
  if (asJson) {
    const figures = known.map(({ family, found }) => ({ family: about(family), ...found }));
    writeJson({ schema: "wattledger/factor-group/1", factorSet, group: id, asked: key, figures });
    return;
  }
  const missing = answers.flatMap(({ family, found }) =>
    !found.ok && found.error.kind === "no-factor" ? [family] : [],
  );
  writeOut(groupText(key, known, missing, pageWidth(process.stdout.columns)));
}

/** The family of an id. @throws WattledgerError `unknown-name`, with the families that are nearest to what was asked */
export function chooseFamily(id: string, known: readonly FactorFamily[]): FactorFamily {
  const family = known.find((candidate) => candidate.id === id);
  if (family !== undefined) return family;
  const near = nearestFamilies(
    id,
    known.map((candidate) => candidate.id),
  );
  const hint = near.length === 0 ? "" : ` Nearest: ${near.join(", ")}.`;
  throw new WattledgerError(
    "unknown-name",
    `Unknown family of factors ${quoted(id)}.${hint} \`wattledger factors --all\` lists all families.`,
  );
}

/** Words that people have for what families call otherwise. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  gpu: ["accelerator"],
  gpus: ["accelerator"],
  tpu: ["accelerator"],
  processor: ["cpu"],
  ram: ["memory"],
  power: ["tdp"],
  carbon: ["grid"],
  electricity: ["grid", "electricity"],
  country: ["grid"],
  zone: ["grid"],
  region: ["cloud", "grid"],
  instance: ["cloud-instance"],
  model: ["ai-model"],
  disk: ["storage"],
  ssd: ["storage"],
  water: ["electricity-water", "wue"],
  datacenter: ["facility"],
  datacentre: ["facility"],
};

/** At most five families: those that the id begins, then those with its word in their id, then those spelt alike. */
function nearestFamilies(id: string, ids: readonly string[]): readonly string[] {
  const word = id.trim().toLowerCase();
  const words = [word, ...(otherWords[word] ?? [])];
  const below = ids.filter((one) => words.some((each) => one === each || one.startsWith(`${each}.`)));
  const within = ids.filter((one) => words.some((each) => one.split(/[.-]/u).includes(each)));
  const alike = nearest(word, ids);
  return [...new Set([...below, ...usualFirst(within), ...(alike === undefined ? [] : [alike])])].slice(0, mostNearest);
}

const mostNearest = 5;

function usualFirst(ids: readonly string[]): readonly string[] {
  const usual = usualFamilies.map(([id]) => id);
  return [...usual.filter((id) => ids.includes(id)), ...ids.filter((id) => !usual.includes(id))];
}

function about({ id, title, unit, key }: FactorFamily): Omit<FactorFamily, "find" | "heldKeys" | "critique"> {
  return { id, title, unit, key };
}
