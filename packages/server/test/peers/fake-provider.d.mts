/** A provider, and what it told of the answers that it gave whole. */
export interface FakeProvider {
  readonly url: string;
  readonly truth: { readonly calls: number; readonly input: number; readonly output: number };
  readonly close: () => Promise<void>;
}

export declare function startFakeProvider(): Promise<FakeProvider>;
