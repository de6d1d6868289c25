/** Tells those who watch a run that it changed. */
export interface RunHub {
  readonly publish: (project: string, run: string, body: unknown) => void;
  /** Hears of every change of a run until the returned function is called. */
  readonly watch: (project: string, run: string, onChange: (body: unknown) => void) => () => void;
}

/** Makes the place where changes of runs are told. */
export function runHub(): RunHub {
  const watching = new Map<string, Set<(body: unknown) => void>>();
  return {
    publish: (project, run, body) => {
      for (const tell of watching.get(keyOf(project, run)) ?? []) tell(body);
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
  };
}

function keyOf(project: string, run: string): string {
  return `${project}\n${run}`;
}
