import type { CaseKind } from "../case-adapter.ts";
import { perun10Kinds } from "../perun/adapter.ts";

/** perun 1.0.0. */
export const perun10Cases: readonly CaseKind[] = perun10Kinds;
