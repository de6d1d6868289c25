/** Compute slices that the profile of a MIG instance names: 3 of `3g.20gb`, 1 of `1c.3g.20gb`; undefined where there is no profile. */
export function migSlices(text: string): number | undefined {
  const [, compute, gpu] = /\b(?:(\d+)c\.)?(\d+)g\.\d+gb/i.exec(text) ?? [];
  const slices = Number(compute ?? gpu);
  return slices > 0 ? slices : undefined;
}
