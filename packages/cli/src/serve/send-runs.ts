import { WattledgerError } from "@wattledger/core";
import type { RunUpload } from "./run-uploads.ts";

/** Where runs are sent. */
export interface Destination {
  readonly url: string;
  /** Absent: the server is on this machine and wants no key. */
  readonly key?: string;
}

/** Sends a run to a server. @throws WattledgerError `bad-input` with what the server said, `not-supported` where it does not answer */
export async function sendRun({ url, key }: Destination, upload: RunUpload): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(new URL("/api/v1/runs", url), {
      method: "POST",
      headers: { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(upload),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    const reason = error instanceof Error ? (causeOf(error) ?? error.message) : String(error);
    throw new WattledgerError(
      "not-supported",
      `The server ${url} does not answer: ${reason}. The records stay here; push them again later.`,
    );
  }
  if (answer.ok) return;
  const text = await answer.text();
  throw new WattledgerError("bad-input", `The server ${url} answered ${answer.status}: ${detailIn(text)}`);
}

function causeOf({ cause }: Error): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}

function detailIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string")
      return body.detail;
  } catch {
    // Not a problem of Wattledger's: the text itself is said.
  }
  return text.slice(0, 500);
}
