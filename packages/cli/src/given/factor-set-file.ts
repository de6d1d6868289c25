import { WattledgerError, convert, isWattledgerError, suggestion } from "@wattledger/core";
import { factorSchema } from "@wattledger/core/schemas";
import { families } from "@wattledger/factors";
import type { OwnFigure, OwnFigures } from "@wattledger/factors";
import * as z from "zod";
import { readJsonFile } from "../json-file.ts";

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
  for (const figure of set.figures) check(figure, path);
  return set;
}

/** @throws WattledgerError `bad-file` for a family that is not there, or a unit that does not become its own */
function check({ family: id, factor }: OwnFigure, path: string): void {
  const family = families.find((one) => one.id === id);
  if (family === undefined) {
    const known = families.map((one) => one.id);
    throw new WattledgerError("bad-file", `${path}: there is no family of factors \`${id}\`.${suggestion(id, known)}`);
  }
  if (factor.value < 0 && family.usual !== undefined)
    throw new WattledgerError(
      "bad-file",
      `${path}: ${id}, ${factor.title}: ${factor.value} ${factor.unit} is less than nothing.`,
    );
  try {
    convert(1, factor.unit, family.unit);
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    throw new WattledgerError("bad-file", `${path}: ${id}, ${factor.title}: ${error.message}`);
  }
}
