/** Compute slices in the name of a MIG instance's profile: 3 of `3g.20gb`, 1 of `1c.3g.20gb`. Undefined without a profile. */
export function migSlices(text: string): number | undefined {
  const [, compute, gpu] = /\b(?:(\d+)c\.)?(\d+)g\.\d+gb/i.exec(text) ?? [];
  const slices = Number(compute ?? gpu);
  return slices > 0 ? slices : undefined;
}
