import type { CaseKind } from "../case-adapter.ts";
import { codecarbonCasesOf } from "../codecarbon/adapter.ts";

/** CodeCarbon 3.3.2. */
export const codecarbon332Cases: readonly CaseKind[] = codecarbonCasesOf("codecarbon-3.3.2", "3.3.2");
