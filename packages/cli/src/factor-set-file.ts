import { WattledgerError, suggestion } from "@wattledger/core";
import { factorSchema } from "@wattledger/core/schemas";
import { families, unitOfOwnFigure, unknownFamilies } from "@wattledger/factors";
import type { OwnFigures } from "@wattledger/factors";
import * as z from "zod";
import { readJsonFile } from "./json-file.ts";

/** Schema of a file of figures, version 1: docs/restate.md. */
const factorSetSchema = z.strictObject({
  schema: z.literal("wattledger/factor-set/1"),
  name: z.string().regex(/^[\w.-]+$/u, "letters, digits, dots and strokes only"),
  figures: z
    .array(
      z.strictObject({
        family: z.string().min(1),
        keys: z.array(z.string().min(1)),
        factor: factorSchema.omit({ id: true }),
      }),
    )
    .min(1),
}) satisfies z.ZodType<OwnFigures & { readonly schema: string }>;

/** Figures from a file. @throws WattledgerError `bad-file`, with each place that is wrong */
export async function readFactorSet(path: string): Promise<OwnFigures> {
  const parsed = factorSetSchema.safeParse(await readJsonFile(path, "The factors"));
  if (!parsed.success) {
    throw new WattledgerError("bad-file", `${path} is no set of factors:\n${z.prettifyError(parsed.error)}`);
  }
  const set = parsed.data;
  const known = families.map(({ id }) => id);
  const [unknown] = unknownFamilies(families, set);
  if (unknown !== undefined) {
    throw new WattledgerError(
      "bad-file",
      `${path}: there is no family of factors \`${unknown}\`.${suggestion(unknown, known)}`,
    );
  }
  for (const figure of set.figures) {
    const unit = unitOfOwnFigure(families, figure);
    if (!unit.ok)
      throw new WattledgerError("bad-file", `${path}: ${figure.family}, ${figure.factor.title}: ${unit.error}`);
  }
  return set;
}
