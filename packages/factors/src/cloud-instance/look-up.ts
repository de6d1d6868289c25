// For callers that look instances up at once, without waiting: the tables are in memory as soon as this is imported.
export { findInstance } from "./find.ts";
export type { FoundInstance } from "./find.ts";
export { countedOfGroup, listedCloud, powerOfGroup } from "./listed.ts";
export type { CloudProvider, GroupPower, Instance, ListedCloud, Power, PowerTable } from "./listed.ts";
export { cloudInstances, powerTable, tableOf } from "./table.ts";
export type { CloudInstance } from "./table.ts";
export { listed, listedPower, providers } from "../tables/cloud-instance.ts";
