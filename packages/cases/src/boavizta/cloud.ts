import { assume, evaluate } from "@wattledger/core";
import { boaviztaCloudInstance, boaviztaCloudInstance24 } from "@wattledger/methods";
import * as z from "zod";
import { at, atEnds, stated } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import { instanceNamed } from "./names.ts";
import type { Part } from "./part.ts";
import type { Bounded } from "./rounding.ts";
import { drivesIn } from "./server.ts";
import { shownPower, shownWhole } from "./shown-whole.ts";
import type { ShownWhole } from "./shown-whole.ts";
import { numberIn, rowOf } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";
import { shownUsage, usageOf, usageRequest, withinWhole } from "./usage.ts";
import { powerOfAll, serverOf, usageOfWhole } from "./whole.ts";
import type { Question, Server } from "./whole.ts";

const cloudRequest = z.looseObject({
  provider: z.string(),
  instance_type: z.string(),
  usage: usageRequest.nullish(),
});

/** A cloud's instance. */
export function cloudFootprint({ tables, criteria, hours }: Question, request: unknown): unknown {
  const { provider, instance_type: type, usage: asked } = cloudRequest.parse(request);
  const offered = tables.instances.filter((row) => row.get("provider") === provider);
  const name = instanceNamed(
    type,
    offered.flatMap((row) => row.get("instance") ?? []),
  );
  const instance = rowOf(offered, "instance", name ?? type);
  const platform = serverOf(
    { tables, criteria },
    rowOf(tables.servers, "id", instance.get("platform") ?? ""),
    undefined,
  );
  const own = usageOfWhole(usageOf(tables, asked, undefined, provider));
  const usage = withinWhole(platform.usage, own);
  const server: Server = {
    usage,
    parts: platform.parts.map((part) => ({ ...part, usage: withinWhole(part.usage, own) })),
  };
  const shares = sharesOf(tables, server.parts, instance);
  // A stated power is shown, and it is the instance's own; that of the platform is modelled all the same.
  const statedPower = own.meanPower;
  return shownWhole(
    { tables, criteria, hours },
    {
      usage: { ...usage, meanPower: statedPower },
      modelledPower: () => instancePower(tables, server, shares),
      parts: server.parts.map((part) => {
        const whole = part.power?.(part.usage.load);
        const share = shareOf(shares, part.name);
        const shown = statedPower === undefined ? share : 1;
        return { part, share, power: whole === undefined ? undefined : atEnds((end) => whole[end] * shown) };
      }),
      genericShare: shares.processor,
      making: (inputs) => instanceMaking(inputs, shares),
      attributes: (power) => ({
        ...shownUsage(tables, own, []),
        ...shownUsage(tables, usage, criteria),
        vcpu: profileNumber(instance, "vcpu"),
        memory: profileNumber(instance, "memory_gb", "GB"),
        ssd_storage: profileNumber(instance, "ssd_gb", "GB"),
        hdd_storage: profileNumber(instance, "hdd_gb", "GB"),
        time_workload: own.load ?? usage.load,
        other_consumption_ratio: own.otherConsumption ?? usage.otherConsumption,
        avg_power: shownPower(own, power),
      }),
    },
  );
}

interface Shares {
  readonly processor: number;
  /** Of the server's GPUs; undefined in release 2.4, which shares them by processors. */
  readonly gpu: number | undefined;
  readonly memory: number;
  readonly drive: number;
  readonly disk: number;
}

function shareOf({ processor, gpu = processor, memory, drive, disk }: Shares, name: string): number {
  return { GPU: gpu, RAM: memory, SSD: drive, HDD: disk }[name] ?? processor;
}

function sharesOf({ release }: Tables, parts: readonly Part[], instance: Row): Shares {
  const capacity = (name: string): number =>
    parts.reduce((sum, part) => sum + (part.name === name ? part.units.value * (part.capacity?.value ?? 0) : 0), 0);
  const cpu = parts.find(({ name }) => name === "CPU");
  const inputs = {
    vcpus: numberIn(instance, "vcpu") ?? 0,
    memory: numberIn(instance, "memory_gb") ?? 0,
    driveSpace: numberIn(instance, "ssd_gb") ?? 0,
    diskSpace: numberIn(instance, "hdd_gb") ?? 0,
    platformVcpus: (cpu?.threads?.value ?? Number.NaN) * (cpu?.units.value ?? Number.NaN),
    platformMemory: capacity("RAM"),
    "platform.drives": 1,
    "platform.driveCapacity": Math.max(capacity("SSD"), 1e-6),
    "platform.hardDisks": 1,
    diskCapacity: Math.max(capacity("HDD"), 1e-6),
  };
  const shares = evaluate(boaviztaCloudInstance24, inputs, [
    "processorShare",
    "memoryShare",
    "driveShare",
    "diskShare",
  ]);
  const gpus = parts.find(({ name }) => name === "GPU")?.units.value ?? 0;
  const gpuUnits = numberIn(instance, "gpu_units") ?? 0;
  return {
    gpu: release === "2.4.1" ? undefined : gpus > 0 ? gpuUnits / gpus : 0,
    processor: shares.processorShare,
    memory: shares.memoryShare,
    drive: shares.driveShare,
    disk: shares.diskShare,
  };
}

/** The instance's graph with its server's parts and its shares given. */
const shared24 = assume(boaviztaCloudInstance24, [
  "processorShare",
  "memoryShare",
  "driveShare",
  "diskShare",
  "platform.cpu.making.gwp",
  "platform.gpu.making.gwp",
  "platform.memoryMaking.gwp",
  "platform.driveMaking.gwp",
  "platform.hardDiskMaking.gwp",
  "platform.powerSupplyMaking.gwp",
  "platform.enclosureMaking.gwp",
  "platform.cpu.power",
  "platform.memoryPower",
]);

/** The same since release 2.5, whose memory is counted by other modules and whose drives use power. */
const shared = assume(boaviztaCloudInstance, [
  "processorShare",
  "memoryShare",
  "driveShare",
  "diskShare",
  "gpuMaking.gwp",
  "platform.cpu.making.gwp",
  "platform.memoryMaking.gwp",
  "platform.driveMaking.gwp",
  "platform.hardDiskMaking.gwp",
  "platform.powerSupplyMaking.gwp",
  "platform.enclosureMaking.gwp",
  "platform.cpu.power",
  "memoryPower",
]);

function shareInputs(shares: Shares): Readonly<Record<string, number>> {
  return {
    processorShare: shares.processor,
    memoryShare: shares.memory,
    driveShare: shares.drive,
    diskShare: shares.disk,
  };
}

function instanceMaking(parts: Parameters<ShownWhole["making"]>[0], shares: Shares): number {
  const inputs = {
    ...shareInputs(shares),
    "platform.assemblyFactor.gwp": parts["assemblyFactor.gwp"],
    "platform.boardFactor.gwp": parts["boardFactor.gwp"],
    "platform.cpu.making.gwp": parts["cpu.making.gwp"],
    "platform.memoryMaking.gwp": parts["memoryMaking.gwp"],
    "platform.driveMaking.gwp": parts["driveMaking.gwp"],
    "platform.hardDiskMaking.gwp": parts["hardDiskMaking.gwp"],
    "platform.powerSupplyMaking.gwp": parts["powerSupplyMaking.gwp"],
    "platform.enclosureMaking.gwp": parts["enclosureMaking.gwp"],
  };
  const gpus = parts["gpu.making.gwp"];
  if (shares.gpu === undefined)
    return evaluate(shared24, { ...inputs, "platform.gpu.making.gwp": gpus }, ["making.gwp"])["making.gwp"];
  return evaluate(shared, { ...inputs, "gpuMaking.gwp": gpus * shares.gpu }, ["making.gwp"])["making.gwp"];
}

function instancePower(tables: Tables, { parts, usage }: Server, shares: Shares): Bounded {
  return atEnds((end) => {
    const inputs = {
      ...shareInputs(shares),
      "platform.cpu.power": powerOfAll(parts, "CPU")[end],
      "platform.otherConsumption": usage.otherConsumption === undefined ? 0 : at(usage.otherConsumption, end),
    };
    if (tables.release === "2.4.1")
      return evaluate(shared24, { ...inputs, "platform.memoryPower": powerOfAll(parts, "RAM")[end] }, ["power"]).power;
    const { drives, hardDisks, "ssd.drivePower": drivePower, hardDiskPower } = drivesIn(parts, end);
    const later = {
      ...inputs,
      memoryPower: memoryPower(tables, parts)[end],
      "platform.drives": drives,
      "platform.hardDisks": hardDisks,
      "platform.ssd.drivePower": drivePower,
      "platform.hardDiskPower": hardDiskPower,
    };
    return evaluate(shared, later, ["power"]).power;
  });
}

/** Modules that a kind of memory is taken to have, in GB. */
const modules: Readonly<Record<string, number>> = { DDR3: 16, DDR4: 32, DDR5: 64 };

/** Power of a server's memory, by modules of the kind that its processors take. */
function memoryPower({ memoryTypes }: Tables, parts: readonly Part[]): Bounded {
  const named = parts.find(({ name }) => name === "CPU")?.attributes["family"]?.value;
  const family = typeof named === "string" ? named : "";
  const type = memoryTypes[family] ?? memoryTypes[family.split("-")[0] ?? ""] ?? "DDR4";
  const powers = parts.flatMap((part) => part.powerByModules?.(part.usage.load, modules[type] ?? 32) ?? []);
  return atEnds((end) => powers.reduce((sum, power) => sum + power[end], 0));
}

function profileNumber(row: Row, column: string, unit?: string): Attribute<number> | undefined {
  const attribute = stated(numberIn(row, column), unit);
  return attribute === undefined ? undefined : { ...attribute, status: "ARCHETYPE" };
}
