import { WattledgerError, convert, isWattledgerError, suggestion } from "@wattledger/core";
import { factorSchema, plainIssues } from "@wattledger/core/schemas";
import { families } from "@wattledger/factors";
import type { OwnFigure, OwnFigures } from "@wattledger/factors";
import * as z from "zod";

/** Schema of a file of figures, version 1: docs/restate.md. */
const factorSetSchema = z.strictObject({
  schema: z.literal("wattledger/factor-set/1"),
  name: z.string().regex(/^[\w.-]+$/u, "Use letters, digits, dots, hyphens and underscores."),
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

/**
 * Figures of a person's own from parsed JSON. `name` is the file in messages.
 *
 * @throws WattledgerError `bad-file`, with each place that is wrong
 */
export function parseFactorSet(data: unknown, name: string): OwnFigures {
  const parsed = factorSetSchema.safeParse(data);
  if (!parsed.success) {
    throw new WattledgerError(
      "bad-file",
      `${name} is not a set of factors:\n  ${plainIssues(parsed.error, data).join("\n  ")}`,
    );
  }
  const set = parsed.data;
  for (const figure of set.figures) check(figure, name);
  return set;
}

/** @throws WattledgerError `bad-file` for a family that is not there, or a unit that does not become its own */
function check({ family: id, factor }: OwnFigure, name: string): void {
  const family = families.find((one) => one.id === id);
  if (family === undefined) {
    const known = families.map((one) => one.id);
    throw new WattledgerError("bad-file", `${name}: unknown family of factors \`${id}\`.${suggestion(id, known)}`);
  }
  if (factor.value < 0 && family.usual !== undefined)
    throw new WattledgerError(
      "bad-file",
      `${name}: ${id}, ${factor.title}: ${factor.value} ${factor.unit} is negative. A factor is at least 0.`,
    );
  try {
    convert(1, factor.unit, family.unit);
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    throw new WattledgerError("bad-file", `${name}: ${id}, ${factor.title}: ${error.message}`);
  }
}
