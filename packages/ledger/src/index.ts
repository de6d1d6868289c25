/**
 * The ledger: a journal on disk that acknowledges what it has synced, and an engine that is filled from it in a thread of its own.
 * Importing this loads neither engine.
 */
export { restoreBackup, restoreSegments } from "./ledger/backup.ts";
export type { BackupManifest } from "./ledger/backup.ts";
export type { Erasure } from "./ledger/erase.ts";
export type { ExportFormat, ExportOptions } from "./store/export.ts";
export type { Question, QuestionName, Questions } from "./questions/answer.ts";
export { energyBases, sharedErrors } from "./questions/aggregate.ts";
export type { EnergyBasis } from "./questions/aggregate.ts";
export { bucketEdges, seriesSteps } from "./questions/buckets.ts";
export type { SeriesStep, ZoneOffset } from "./questions/buckets.ts";
export type { Change, ChangeQuery, FigureChange } from "./questions/change.ts";
export type { Distribution, DistributionQuery } from "./questions/distribution.ts";
export type { DocumentKind, DocumentsQuery, StoredDocument, VersionsQuery } from "./questions/documents.ts";
export type {
  EventFigure,
  EventsPage,
  EventsQuery,
  FigureCondition,
  SampledEvents,
  SampleQuery,
  StoredEvent,
} from "./questions/event-list.ts";
export type { EventQuery, EventVersions } from "./questions/one-event.ts";
export type { EventFilter, Period } from "./questions/filter.ts";
export type { BasisShare, TotalFigure, TotalGroup } from "./questions/groups.ts";
export type { PoolEnergy, PoolSeries, PoolSeriesQuery } from "./questions/pool-series.ts";
export type { Series, SeriesBucket, SeriesQuery } from "./questions/series.ts";
export type { Refused } from "./questions/tables-read.ts";
export type { Covered } from "./questions/covered.ts";
export type { DimensionValue, Values, ValuesQuery } from "./questions/values.ts";
export type { Totals, TotalsQuery } from "./questions/totals.ts";
export { checkRecords } from "./ledger/check-records.ts";
export type { Rejected } from "./ledger/check-records.ts";
export type { RecordedEvent } from "./ledger/find-record.ts";
export { openLedger } from "./ledger/open-ledger.ts";
export type {
  Appended,
  AskOptions,
  Ledger,
  LedgerHealth,
  LedgerOptions,
  NotErased,
  NotRestated,
} from "./ledger/open-ledger.ts";
export type { RestateOptions } from "./ledger/restatement.ts";
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
export { formulaSql } from "./sql/formula.ts";
export type { FormulaSql } from "./sql/formula.ts";
export type { Verified } from "./store/verify.ts";
