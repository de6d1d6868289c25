/*
 * Kinds of runs on which predictions are tried: the energy of each epoch, which is about 1.
 */

/** A kind of run, and how one is drawn. */
export interface SyntheticKind {
  readonly name: string;
  readonly make: (by: {
    /** In (0, 1). */
    readonly random: () => number;
    /** Standard normal. */
    readonly draw: () => number;
    readonly epochs: number;
  }) => readonly number[];
}

/** Draws the energies of the epochs of one run of a kind. */
export function drawRun({ make }: SyntheticKind, random: () => number, epochs: number): readonly number[] {
  // By Box and Muller.
  const draw = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return make({ random, draw, epochs });
}

/** All scatter by 3 % from epoch to epoch where nothing else is said. */
export const kinds: readonly SyntheticKind[] = [
  { name: "steady", make: ({ draw, epochs }) => each(epochs, () => 1 + 0.03 * draw()) },
  { name: "steady, 1 % scatter", make: ({ draw, epochs }) => each(epochs, () => 1 + 0.01 * draw()) },
  { name: "noisy, 10 %", make: ({ draw, epochs }) => each(epochs, () => Math.max(0.1, 1 + 0.1 * draw())) },
  {
    name: "the first costs 35 % more",
    make: ({ draw, epochs }) => each(epochs, (index) => 1 + 0.03 * draw() + (index === 0 ? 0.35 : 0)),
  },
  {
    name: "warm-up from −10 % over 6 epochs",
    make: ({ draw, epochs }) => each(epochs, (index) => (1 + 0.03 * draw()) * (1 - 0.1 * Math.exp(-index / 6))),
  },
  {
    name: "drift by +15 % over the run",
    make: ({ draw, epochs }) => each(epochs, (index) => (1 + 0.03 * draw()) * (1 + (0.15 * index) / epochs)),
  },
  {
    name: "drift by −25 to +25 %, any as likely",
    make: ({ random, draw, epochs }) => {
      const drift = 0.5 * (random() - 0.5);
      return each(epochs, (index) => (1 + 0.03 * draw()) * (1 + (drift * index) / epochs));
    },
  },
  {
    name: "autocorrelation 0.9",
    make: ({ draw, epochs }) => {
      let state = draw();
      return each(epochs, () => {
        const energy = 1 + 0.03 * state;
        state = 0.9 * state + Math.sqrt(1 - 0.9 ** 2) * draw();
        return energy;
      });
    },
  },
  {
    name: "random walk by 10 % over the run",
    make: ({ draw, epochs }) => {
      let height = 1;
      return each(epochs, () => {
        height += (0.1 / Math.sqrt(epochs)) * draw();
        return height * (1 + 0.03 * draw());
      });
    },
  },
  {
    name: "epochs of changing length, 25 %",
    make: ({ draw, epochs }) => each(epochs, () => Math.exp(0.25 * draw()) * (1 + 0.03 * draw())),
  },
  {
    name: "throttled by up to 15 % from one of the first 30 epochs on",
    make: ({ random, draw, epochs }) => {
      const from = epochs * (0.02 + 0.28 * random());
      const by = 0.15 * random();
      return each(epochs, (index) => (1 + 0.03 * draw()) * (index >= from ? 1 - by : 1));
    },
  },
  {
    name: "evaluation for +50 % every 2 to 10 epochs",
    make: ({ random, draw, epochs }) => {
      const every = 2 + Math.floor(9 * random());
      return each(epochs, (index) => 1 + 0.03 * draw() + ((index + 1) % every === 0 ? 0.5 : 0));
    },
  },
];

function each(epochs: number, energy: (index: number) => number): readonly number[] {
  return Array.from({ length: epochs }, (_, index) => energy(index));
}
