import { WattledgerError, suggestion } from "@wattledger/core";
import type { FactorFamily } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { pageWidth } from "../paragraph.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { familiesText, familyText, foundText, groupText } from "./factors-text.ts";
import type { FactorsOptions } from "./factors.ts";

/** Does what `wattledger factors` was asked to. @throws WattledgerError for an unknown family or key */
export async function runFactors(
  familyId: string | undefined,
  key: string | undefined,
  { json }: FactorsOptions,
): Promise<void> {
  const width = pageWidth(process.stdout.columns);
  if (familyId === undefined) {
    if (json === true) writeJson({ schema: "wattledger/factor-families/1", factorSet, families: families.map(about) });
    else writeOut(familiesText(families, factorSet, width));
    return;
  }
  const group = families.filter(({ id }) => id.startsWith(`${familyId}.`));
  if (key !== undefined && group.length > 0 && families.every(({ id }) => id !== familyId)) {
    await showGroup(familyId, key, group, json === true);
    return;
  }
  const family = chooseFamily(familyId, families);
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

/** The family of an id. @throws WattledgerError `unknown-name`, with the families that begin with it, or the nearest name */
export function chooseFamily(id: string, known: readonly FactorFamily[]): FactorFamily {
  const family = known.find((candidate) => candidate.id === id);
  if (family !== undefined) return family;
  const ids = known.map((candidate) => candidate.id);
  const below = ids.filter((one) => one.startsWith(`${id}.`));
  const hint =
    below.length > 0
      ? ` Families that begin with it: ${below.join(", ")}.`
      : `${suggestion(id, ids)} Known: ${ids.join(", ")}.`;
  throw new WattledgerError("unknown-name", `Unknown family of factors \`${id}\`.${hint}`);
}

function about({ id, title, unit, key }: FactorFamily): Omit<FactorFamily, "find" | "heldKeys" | "critique"> {
  return { id, title, unit, key };
}
