/** Why an id is not valid, for the sender; undefined where it is. */
export function idFault(name: "trace id" | "span id", hex: string, digits: 32 | 16): string | undefined {
  const field = name === "trace id" ? "traceId" : "spanId";
  if (hex.length === digits && /^[0-9a-f]+$/.test(hex))
    return /[1-9a-f]/.test(hex) ? undefined : `A ${name} is all zeros. Send the id of the ${name.split(" ")[0]}.`;
  if (hex === "") return `A ${name} is missing. Send ${digits / 2} bytes, ${digits} hexadecimal digits in JSON.`;
  if (/^[A-Za-z0-9+/_-]+={1,2}$/.test(hex))
    return `A ${name} looks like base64. OTLP/JSON writes ${field} as ${digits} hexadecimal digits.`;
  return `A ${name} is not ${digits} hexadecimal digits. Send ${digits / 2} bytes, ${digits} hexadecimal digits in JSON.`;
}

/** Why the times of a span are not valid; undefined where they are. */
export function timeFault(start: bigint, end: bigint): string | undefined {
  if (start === 0n) return "A span has no start time. Send startTimeUnixNano.";
  if (end < start) return "A span ends before it starts. Check the clock that sets endTimeUnixNano.";
  if (end >= lastNanoseconds) return "A span ends after the year 9999. Times are nanoseconds since 1970.";
  return undefined;
}

const lastNanoseconds = 253_402_300_800_000_000_000n;
