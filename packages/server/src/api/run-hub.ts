import type { RunUpload } from "./run-upload.ts";

/** Tells those who watch a run that it changed, and knows the power of runs in progress. */
export interface RunHub {
  readonly publish: (project: string, run: string, upload: RunUpload) => void;
  /** Hears of every change of a run until the returned function is called. */
  readonly watch: (project: string, run: string, onChange: (upload: RunUpload) => void) => () => void;
  /** Power by project of the runs that go on, as they told it in the last two minutes. */
  readonly power: (project: string | null) => readonly (readonly [{ readonly project: string }, number])[];
}

const staleMilliseconds = 120_000;

/** Makes the place where changes of runs are told. */
export function runHub(now: () => number): RunHub {
  const watching = new Map<string, Set<(upload: RunUpload) => void>>();
  const running = new Map<string, { readonly project: string; readonly watts: number; readonly at: number }>();
  return {
    publish: (project, run, upload) => {
      const last = upload.samples?.readings.at(-1);
      if (upload.state === "ended") running.delete(keyOf(project, run));
      else if (last !== undefined) {
        const watts = Object.values(last.watts).reduce((sum, value) => sum + value, 0);
        running.set(keyOf(project, run), { project, watts, at: now() });
      }
      for (const tell of watching.get(keyOf(project, run)) ?? []) tell(upload);
    },
    watch: (project, run, onChange) => {
      const own = watching.get(keyOf(project, run)) ?? new Set();
      watching.set(keyOf(project, run), own);
      own.add(onChange);
      return () => {
        own.delete(onChange);
        if (own.size === 0) watching.delete(keyOf(project, run));
      };
    },
    power: (only) => {
      const sums = new Map<string, number>();
      for (const [key, { project, watts, at }] of running) {
        if (at < now() - staleMilliseconds) running.delete(key);
        else if (only === null || only === project) sums.set(project, (sums.get(project) ?? 0) + watts);
      }
      return [...sums].map(([project, watts]) => [{ project }, watts] as const);
    },
  };
}

function keyOf(project: string, run: string): string {
  return `${project}\n${run}`;
}
