/**
 * The ledger: a journal on disk that acknowledges what it has synced, and an engine that is filled from it in a thread of its own.
 * Importing this loads neither engine.
 */
export { restoreBackup } from "./ledger/backup.ts";
export type { BackupManifest } from "./ledger/backup.ts";
export type { Erasure } from "./ledger/erase.ts";
export type { ExportFormat, ExportOptions } from "./store/export.ts";
export type { QuantilesQuery } from "./store/quantiles.ts";
export { checkRecords } from "./ledger/check-records.ts";
export type { Rejected } from "./ledger/check-records.ts";
export { openLedger } from "./ledger/open-ledger.ts";
export type { Appended, Ledger, LedgerOptions } from "./ledger/open-ledger.ts";
export { openJournal } from "./journal/journal.ts";
export type { AppendFailure, Journal, JournalOptions } from "./journal/journal.ts";
export type { Batch, Damage } from "./journal/batch.ts";
export type { Segment, SegmentDamage } from "./journal/segments.ts";
export { dimensions, isDimension } from "./model/dimensions.ts";
export type { Dimension } from "./model/dimensions.ts";
export { figureOf, figures, isFigureName } from "./model/figures.ts";
export type { Figure, FigureName } from "./model/figures.ts";
export { documentSchema, poolReadingSchema, recordSchema, usageEventSchema } from "./model/records.ts";
export type { LedgerDocument, LedgerRecord, PoolReading, UsageEvent } from "./model/records.ts";
export type { Cell, Parameters, Row } from "./engine/engine.ts";
export type { EngineChoice } from "./thread/operations.ts";
export type { TotalFigure, TotalGroup, Totals } from "./store/totals.ts";
export { formulaSql } from "./sql/formula.ts";
export type { FormulaSql } from "./sql/formula.ts";
export type { TotalsQuery } from "./store/filter.ts";
export type { Verified } from "./store/verify.ts";
