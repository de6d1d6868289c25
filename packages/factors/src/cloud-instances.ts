// For callers that look instances up at once, without waiting: the tables stand in memory as soon as this is imported.
export { findInstance } from "./cloud-instances/find.ts";
export type { FoundInstance } from "./cloud-instances/find.ts";
export { countedOfGroup, listedCloud, powerOfGroup } from "./cloud-instances/listed.ts";
export type { CloudProvider, GroupPower, Instance, ListedCloud, Power, PowerTable } from "./cloud-instances/listed.ts";
export { cloudInstances, powerTable, tableOf } from "./cloud-instances/table.ts";
export type { CloudInstance } from "./cloud-instances/table.ts";
export { listed, listedPower, providers } from "./tables/cloud-instance.ts";
