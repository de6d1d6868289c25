import { changeRoutes } from "./change.ts";
import { descriptionRoutes } from "./description.ts";
import { dimensionValueRoutes } from "./dimension-values.ts";
import { distributionRoutes } from "./distribution.ts";
import { estimateRoutes } from "./estimates.ts";
import { eventExplanationRoutes } from "./event-explanation.ts";
import { eventListRoutes } from "./event-list.ts";
import { eventRoutes } from "./events.ts";
import { explainRoutes } from "./explain.ts";
import { keyRoutes } from "./keys.ts";
import { metricRoutes } from "./metrics.ts";
import type { Parts } from "./parts.ts";
import { projectRoutes } from "./projects.ts";
import { referenceRoutes } from "./reference.ts";
import { runRoutes } from "./runs.ts";
import { seriesRoutes } from "./series.ts";
import { totalsRoutes } from "./totals.ts";

/** Every module of routes. A new one is a line here. */
export const routeModules: readonly ((parts: Parts) => void)[] = [
  descriptionRoutes,
  eventRoutes,
  eventListRoutes,
  eventExplanationRoutes,
  runRoutes,
  totalsRoutes,
  seriesRoutes,
  changeRoutes,
  distributionRoutes,
  dimensionValueRoutes,
  explainRoutes,
  estimateRoutes,
  referenceRoutes,
  keyRoutes,
  projectRoutes,
  metricRoutes,
];
