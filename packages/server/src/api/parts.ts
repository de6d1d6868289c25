import type { Ledger } from "@wattledger/ledger";
import type { FastifyInstance } from "fastify";
import type { AddRoute, DescribedRoute } from "../http/route.ts";
import type { Intake } from "../intake/accept.ts";
import type { KeyStore } from "../keys/key-store.ts";
import type { MetricSource } from "./metric-source.ts";
import type { Projects } from "./project-list.ts";
import type { RunHub } from "./run-hub.ts";

/** What routes are made of. A module of routes is a function of these. */
export interface Parts {
  readonly server: FastifyInstance;
  readonly add: AddRoute;
  readonly routes: readonly DescribedRoute[];
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly keys: KeyStore;
  readonly projects: Projects;
  readonly runs: RunHub;
  readonly metrics: MetricSource;
  readonly now: () => number;
  readonly version: string;
}
