/** What became of a request. */
export type Delivery =
  | { readonly kind: "sent" }
  /** The receiver will never take this one. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may take it later. */
  | { readonly kind: "later"; readonly reason: string; readonly afterMilliseconds?: number };

/** What {@link deliver} needs. */
export interface DeliveryRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** The receiver read the request and will say the same again. All else, a wrong key included, can be mended while we wait. */
const final = new Set([400, 413, 415, 422]);

/** Sends one request. Never throws. */
export async function deliver({ url, headers, body, signal }: DeliveryRequest): Promise<Delivery> {
  try {
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body), redirect: "error", signal });
    const text = (await answer.text()).trim().replaceAll(/\s+/gu, " ").slice(0, 200);
    if (answer.ok) return { kind: "sent" };
    const reason = `HTTP ${answer.status}${text === "" ? "" : `: ${text}`}`;
    if (final.has(answer.status)) return { kind: "refused", reason };
    const after = Number(answer.headers.get("retry-after") ?? Number.NaN);
    return { kind: "later", reason, ...(after > 0 ? { afterMilliseconds: after * 1000 } : {}) };
  } catch (error) {
    return { kind: "later", reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
