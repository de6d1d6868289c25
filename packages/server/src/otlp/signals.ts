/** A value of an attribute. Lists and maps are not read, since nothing that we count is one. Whole numbers beyond 2^53 are bigint. */
export type AttributeValue = string | number | bigint | boolean;

/** Attributes by key. The last of several values of one key wins. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Which keys of attributes are read. The value of any other key is passed over without being decoded. */
export type Wanted = (key: string) => boolean;

/** Who sent it. */
export interface Resource {
  readonly attributes: Attributes;
}

/** A span as it came over the wire, with the attributes that were wanted. Its name is not read: names may hold content. */
export interface Span {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** Absent where the span is a root. */
  readonly parentSpanId?: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer; 0 not stated. */
  readonly kind: number;
  readonly startNanoseconds: bigint;
  readonly endNanoseconds: bigint;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly resource: Resource;
  readonly scope: string;
}

/** A log record as it came over the wire. Its body is not read: it may hold content. */
export interface LogRecord {
  /** Absent where the record belongs to no trace. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** When it happened; when it was observed where the record does not state the time. */
  readonly timeNanoseconds: bigint;
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly resource: Resource;
  readonly scope: string;
}

/** One point of a metric. A histogram has its sum as the value, and its count. */
export interface Point {
  /** 0 where the sender does not state it. */
  readonly startNanoseconds: bigint;
  readonly timeNanoseconds: bigint;
  readonly value: number;
  /** Of a histogram. */
  readonly count?: number;
  readonly attributes: Attributes;
}

/** A metric with its points. Points without a recorded value are left out. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly kind: "gauge" | "sum" | "histogram";
  /** Of a sum or a histogram. */
  readonly temporality: "delta" | "cumulative" | "unstated";
  readonly monotonic: boolean;
  readonly points: readonly Point[];
  readonly resource: Resource;
  readonly scope: string;
}

/** What a request holds: the items that are valid, how many are not, and why. */
export interface Decoded<Item> {
  readonly items: readonly Item[];
  /** Items that will never be valid. */
  readonly rejected: number;
  /** Sentences for the sender: why items were rejected, and what looks like a mistake though nothing was. */
  readonly messages: readonly string[];
}

/** Why a request cannot be read at all. */
export interface DecodeFailure {
  readonly kind: "malformed" | "too-many";
  readonly message: string;
}

/** The signals of OpenTelemetry that are taken in. */
export type Signal = "traces" | "metrics" | "logs";

/** Items of one request: more are refused, so that a small body cannot fill the memory. */
export const mostItems = 100_000;

/** Bytes of a text that are read; a longer one is not a name, a model or a count. */
export const longestTextBytes = 4096;

/** Attributes of one item that are read; SDKs send 128 at most unless told otherwise. */
export const mostAttributes = 512;
