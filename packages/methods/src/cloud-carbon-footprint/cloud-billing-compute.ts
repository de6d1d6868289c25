import { evaluate } from "@wattledger/core";
import { powerOfGroup } from "@wattledger/factors/cloud-instance";
import type { Instance, Power } from "@wattledger/factors/cloud-instance";
import type { BillingQuirk, BillingRule } from "./cloud-billing-rules.ts";
import type { CloudTables } from "./cloud-billing-tables.ts";
import type { BilledUsage, BillingRow, UsageInputs } from "./cloud-billing.ts";
import { cloudCarbonFootprint } from "./cloud-carbon-footprint.ts";

/** A row of time on processors or accelerators. */
export interface ComputeRow {
  readonly cloud: CloudTables;
  readonly row: BillingRow;
  readonly rule: BillingRule;
  readonly hours: number;
  readonly quirks: ReadonlySet<BillingQuirk>;
}

/** Inputs of a row of compute: of the instance that it names, else of the vCPUs that its rule or the bill knows. */
export function computeUsage(compute: ComputeRow): BilledUsage {
  const { cloud, row, rule, hours, quirks } = compute;
  if (row.provider === "gcp") return vcpuRow(compute);
  if (rule.vcpus !== undefined)
    return estimated({ vcpuTime: hours * rule.vcpus, ...powers(powerOfGroup(cloud, rule.processors ?? [])) }, []);

  const { written, name } = instanceName(row);
  const instance = cloud.instances.get(name);
  if (instance === undefined) return unknownInstance(compute, name);
  // The original looks processors and memory up by the name as it is written, with what a service puts in front.
  const seen = quirks.has("names") ? cloud.instances.get(written) : instance;
  const group = powerOfGroup(cloud, seen?.processors ?? []);
  const notes = notesOf(name, instance, group.missing);
  const own =
    row.service === "AmazonRedshift" && quirks.has("redshift-seconds") ? instance.vcpus / 3600 : instance.vcpus;
  const vcpus = instance.baselinePercent === undefined ? (row.vcpus ?? own) : own;
  // A burstable instance is taken to use what it may use all the time, at the load of 50 % that the method assumes.
  const share = instance.baselinePercent === undefined ? 1 : instance.baselinePercent / 50;
  return estimated(
    {
      vcpuTime: hours * vcpus * share,
      ...powers(group),
      ...acceleratorsOf(cloud, instance, seen, hours),
      ...(seen === undefined ? {} : memoryOf(cloud, seen, hours)),
      ...embodiedOf(instance, quirks.has("embodied-hours") ? hours / instance.vcpus : hours),
    },
    notes,
  );
}

/** Inputs of a row of accelerators that the bill counts by themselves. */
export function acceleratorUsage({ cloud, row, hours, quirks }: ComputeRow): BilledUsage {
  const { accelerators } = cloud;
  const named = quirks.has("names")
    ? accelerators.filter((name) => row.usageType.startsWith(name))
    : accelerators.filter((name) => plain(row.usageType).startsWith(`${plain(name)} `));
  if (named.length === 0 && !quirks.has("names")) {
    const held = accelerators.join(", ");
    return { kind: "unknown", reason: `${row.usageType}: the tables hold no such accelerator, only ${held}.` };
  }
  const { min, max } = powerOfGroup(cloud, named.length === 0 ? accelerators : named);
  const around = quirks.has("accelerator-embodied") ? cloud.instances.get(row.machineType ?? "") : undefined;
  return estimated(
    {
      acceleratorTime: hours,
      acceleratorMinPower: min,
      acceleratorMaxPower: max,
      ...(around === undefined ? {} : embodiedOf(around, hours / around.vcpus)),
    },
    [],
  );
}

function plain(accelerator: string): string {
  return accelerator.replace("Tesla ", "");
}

/** Google Cloud bills vCPUs of any machine type. */
function vcpuRow({ cloud, row, rule, hours, quirks }: ComputeRow): BilledUsage {
  const machineType = rule.machineType ?? row.machineType ?? "";
  const instance = cloud.instances.get(machineType);
  const group = powerOfGroup(cloud, quirks.has("names") ? seriesAsWritten() : series());
  const unknown = machineType !== "" && instance === undefined;
  return estimated(
    {
      vcpuTime: hours * (rule.vcpus ?? 1) * (quirks.has("vcpu-seconds") ? (instance?.vcpus ?? 1) : 1),
      ...powers(group),
      ...(instance === undefined ? {} : embodiedOf(instance, hours / instance.vcpus)),
    },
    unknown ? [`${machineType} is not in the tables: its embodied carbon is left out.`] : [],
  );

  // The table of machines holds what the original makes of their names; its table of series tells AMD from Intel.
  function series(): readonly string[] {
    const [name = ""] = (machineType === "" ? row.usageType : machineType).split(/[- ]/u);
    return cloud.processorsOfSeries?.[name.toLowerCase()] ?? instance?.processors ?? [];
  }

  // Two letters of the machine's name, so that N2D is taken for N2; machines that share a core have no processors.
  function seriesAsWritten(): readonly string[] {
    if (sharedCores.some((name) => machineType.includes(name))) return [];
    return cloud.processorsOfSeries?.[machineType.slice(0, 2).toLowerCase()] ?? [];
  }
}

const sharedCores = ["e2-micro", "e2-small", "e2-medium", "f1-micro", "g1-small"];

/** What services put in front of the name of an instance; the first three are all that the original takes off again. */
const writtenPrefixes = /^(?:.*\b(?:db|cache)|.*Kafka)\./u;
const prefixes = /^(?:.*\b(?:db|cache|dax|dms|ml|mq)|.*Kafka)\./u;

/** The instance that a row names: as the original reads it, and with every prefix off. */
function instanceName({ provider, usageType }: BillingRow): { readonly written: string; readonly name: string } {
  if (provider === "azure") {
    const name = usageType.replace(" Spot", "").split("/")[0] ?? "";
    return { written: name, name };
  }
  const whole = (usageType.split(":").at(-1) ?? "").replace(/xl$/u, "xlarge");
  return { written: whole.replace(writtenPrefixes, ""), name: whole.replace(prefixes, "") };
}

/** Families of AWS whose instances have accelerators, by the letters of their names. */
const withAccelerators = /^(?:p|g|inf|trn|dl|vt|f)\d/u;

/** An instance that the tables lack: its vCPUs alone, where they are known and no accelerator would be missed. */
function unknownInstance({ cloud, row, hours, quirks }: ComputeRow, name: string): BilledUsage {
  const missing = `${name} is not in the tables of instances`;
  // What Azure bills by the hour without a virtual machine is a service of a part of one.
  const vcpus = row.vcpus ?? (row.provider === "azure" ? 1 : undefined);
  if (vcpus === undefined) return { kind: "unknown", reason: `${missing}, and its vCPUs are not on the bill.` };
  if (row.provider === "aws" && withAccelerators.test(name) && !quirks.has("names"))
    return { kind: "unknown", reason: `${missing}; without its accelerators its processors alone say little.` };
  const power = powerOfGroup(cloud, []);
  return estimated({ vcpuTime: hours * vcpus, ...powers(power) }, [
    `${missing}: ${vcpus} vCPUs of the cloud's mean are counted, no memory and no embodied carbon.`,
  ]);
}

function notesOf(name: string, { processors, serverCarbon }: Instance, missing: readonly string[]): readonly string[] {
  const notes: string[] = [];
  if (processors.length === 0) notes.push(`The processors of ${name} are not known: the mean of the cloud is used.`);
  else if (missing.length === processors.length)
    notes.push(`The power of ${missing.join(", ")} is not known: the mean of the cloud is used.`);
  if (serverCarbon === undefined) notes.push(`The embodied carbon of the server of ${name} is not known.`);
  return notes;
}

function acceleratorsOf(
  cloud: CloudTables,
  { accelerators, accelerator }: Instance,
  seen: Instance | undefined,
  hours: number,
): UsageInputs {
  if (accelerators === 0) return {};
  // An accelerator whose name is not recognised is a vCPU to the original.
  const { min, max } = powerOfGroup(cloud, seen === undefined ? [] : [accelerator]);
  return { acceleratorTime: hours * accelerators, acceleratorMinPower: min, acceleratorMaxPower: max };
}

/** Families whose servers have two processors, at any size of the largest instance. */
const twoProcessors = /^(?:m5zn|z1d)\./u;

/** Memory above that of the servers whose power was measured. The largest burstable instance is not a whole server. */
function memoryOf(cloud: CloudTables, instance: Instance, hours: number): UsageInputs {
  const { name, processors, memory, largestMemory, largestVcpus, baselinePercent } = instance;
  const { memory: measuredMemory } = powerOfGroup(cloud, processors);
  if (memory === undefined || largestMemory === undefined || measuredMemory === undefined) return {};
  if (memory === 0 || baselinePercent !== undefined) return {};
  const { chipsOfFamily } = evaluate(cloudCarbonFootprint, { largestVcpus }, ["chipsOfFamily"]);
  const chips = twoProcessors.test(name) ? 2 : chipsOfFamily;
  const inputs = { chips, largestMemory, measuredMemory, instanceMemory: memory, instanceTime: hours };
  return { memoryTime: evaluate(cloudCarbonFootprint, inputs, ["extraMemoryTime"]).extraMemoryTime };
}

function embodiedOf({ serverCarbon, vcpus, largestVcpus }: Instance, hours: number): UsageInputs {
  if (serverCarbon === undefined) return {};
  return { serverCarbon: serverCarbon * 1000, instanceTime: hours, vcpus, largestVcpus };
}

function powers({ min, max }: Power): UsageInputs {
  return { minPower: min, maxPower: max };
}

function estimated(inputs: UsageInputs, notes: readonly string[]): BilledUsage {
  return { kind: "estimated", inputs, notes };
}
