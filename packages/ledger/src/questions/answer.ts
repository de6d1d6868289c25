import { changeOf } from "./change.ts";
import type { Change, ChangeQuery } from "./change.ts";
import { distributionOf } from "./distribution.ts";
import type { Distribution, DistributionQuery } from "./distribution.ts";
import { documentsOf, versionsOf } from "./documents.ts";
import type { DocumentsQuery, StoredDocument, VersionsQuery } from "./documents.ts";
import { eventsOf, sampleOf } from "./event-list.ts";
import type { EventsPage, EventsQuery, SampledEvents, SampleQuery } from "./event-list.ts";
import { eventWithId } from "./one-event.ts";
import type { EventQuery, EventVersions } from "./one-event.ts";
import { poolSeriesOf } from "./pool-series.ts";
import type { PoolSeries, PoolSeriesQuery } from "./pool-series.ts";
import { seriesOf } from "./series.ts";
import type { Series, SeriesQuery } from "./series.ts";
import type { TablesRead } from "./tables-read.ts";
import { totalsOf } from "./totals.ts";
import type { Totals, TotalsQuery } from "./totals.ts";
import { valuesOf } from "./values.ts";
import type { Values, ValuesQuery } from "./values.ts";

/** What can be asked of the tables, and what each answer is. */
export interface Questions {
  readonly totals: { readonly query: TotalsQuery; readonly answer: Totals };
  readonly series: { readonly query: SeriesQuery; readonly answer: Series };
  readonly change: { readonly query: ChangeQuery; readonly answer: Change };
  readonly distribution: { readonly query: DistributionQuery; readonly answer: Distribution };
  readonly events: { readonly query: EventsQuery; readonly answer: EventsPage };
  readonly event: { readonly query: EventQuery; readonly answer: readonly EventVersions[] };
  readonly sample: { readonly query: SampleQuery; readonly answer: SampledEvents };
  readonly documents: { readonly query: DocumentsQuery; readonly answer: readonly StoredDocument[] };
  readonly versions: { readonly query: VersionsQuery; readonly answer: readonly StoredDocument[] };
  readonly values: { readonly query: ValuesQuery; readonly answer: Values };
  readonly poolSeries: { readonly query: PoolSeriesQuery; readonly answer: PoolSeries };
}

/** Name of a question that the ledger answers. */
export type QuestionName = keyof Questions;

/** A question by its name. */
export type Question<Name extends QuestionName = QuestionName> = {
  readonly [One in Name]: { readonly question: One; readonly query: Questions[One]["query"] };
}[Name];

type Answerers = {
  readonly [Name in QuestionName]: (
    tables: TablesRead,
    query: Questions[Name]["query"],
  ) => Promise<Questions[Name]["answer"]>;
};

const answerers: Answerers = {
  totals: totalsOf,
  series: seriesOf,
  change: changeOf,
  distribution: distributionOf,
  events: eventsOf,
  event: eventWithId,
  sample: sampleOf,
  documents: documentsOf,
  versions: versionsOf,
  values: valuesOf,
  poolSeries: poolSeriesOf,
};

/** Answers a question. */
export function answerTo<Name extends QuestionName>(
  tables: TablesRead,
  { question, query }: Question<Name>,
): Promise<Questions[Name]["answer"]> {
  return answerers[question](tables, query);
}
