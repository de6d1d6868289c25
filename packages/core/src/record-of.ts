import * as z from "zod";

/**
 * Schema of named values that somebody else wrote. Unlike `z.record`, which leaves the name `__proto__` out in silence, it
 * refuses it: what is given is used, or an error.
 *
 * @param params `key`: schema of the names; `error`: the message for a value that is not an object.
 */
export function recordOf<V extends z.ZodType>(
  value: V,
  params: { readonly key?: z.ZodString; readonly error?: string } = {},
): z.ZodType<Record<string, z.output<V>>> {
  const { key = z.string(), error } = params;
  return z.preprocess(withoutPrototype, z.record(key, value, error === undefined ? {} : { error }));
}

function withoutPrototype(data: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof data === "object" && data !== null && Object.hasOwn(data, "__proto__")) {
    context.addIssue({ code: "custom", path: ["__proto__"], message: "Nothing can have the name `__proto__`." });
  }
  return data;
}
