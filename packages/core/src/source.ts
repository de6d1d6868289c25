import * as z from "zod";

/** Where a number came from, precise enough for a stranger to find it again. */
export interface Source {
  readonly title: string;
  /** Release, commit or DOI: what pins the number, since titles are reused. */
  readonly version: string;
  /** Table, equation, row or line within the source. */
  readonly locator: string;
  /** Day we read it, ISO 8601. */
  readonly retrieved: string;
  /** SPDX identifier, or "facts" for single figures that nobody owns, or "unknown". */
  readonly license?: string;
  /** A caution about the source, for people who quote the number. */
  readonly caveat?: string;
}

/** Schema of {@link Source}, for files and the wire. */
export const sourceSchema = z.strictObject({
  title: z.string().min(1),
  version: z.string().min(1),
  locator: z.string().min(1),
  retrieved: z.iso.date(),
  license: z.exactOptional(z.string().min(1)),
  caveat: z.exactOptional(z.string().min(1)),
}) satisfies z.ZodType<Source>;
