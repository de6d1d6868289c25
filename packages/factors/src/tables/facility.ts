// Facilities: one module for all files, since each import costs about a millisecond. Those by cloud region are left
// out: they load when a region is asked for.
export { default as ecologitsPue } from "../data/facility/ecologits-0.9.1-pue.json" with { type: "json" };
export { default as ecologitsWue } from "../data/facility/ecologits-0.9.1-wue.json" with { type: "json" };
export { default as fleetPue2024 } from "../data/facility/fleet-pue-2024.json" with { type: "json" };
export { default as fleetWue } from "../data/facility/fleet-wue.json" with { type: "json" };
export { default as greenAlgorithmsPue } from "../data/facility/green-algorithms-3.0-pue.json" with { type: "json" };
export { default as isoPue } from "../data/facility/iso-30134-pue.json" with { type: "json" };
export { default as isoWue } from "../data/facility/iso-30134-wue.json" with { type: "json" };
export { default as lbnl2024 } from "../data/facility/lbnl-2024.json" with { type: "json" };
export { default as uptime2024 } from "../data/facility/uptime-2024.json" with { type: "json" };
