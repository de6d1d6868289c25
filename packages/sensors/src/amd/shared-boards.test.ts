import { describe, expect, test } from "vitest";
import { mi250Node, partitionedNode } from "../../test/gpu-machines.ts";
import { recordedHost } from "../host/recorded-host.ts";
import type { Recording } from "../host/recorded-host.ts";
import type { Accelerator } from "../sensor/accelerator.ts";
import { visibleDevices } from "../sensor/visible-devices.ts";
import type { VisibleDevices } from "../sensor/visible-devices.ts";
import { amdgpuHwmon } from "./amdgpu-hwmon.ts";

/*
 * Boards that the runtime shows as several devices. The right watts are computed by hand from the powers in the fixtures: a board's
 * power, times the part of its devices that the environment gives.
 */

type Environment = Readonly<Record<string, string>>;

/** The power that the environment gives the command, by board, and the assumptions. */
function givenBy(machine: Recording, environment: Environment) {
  const sensor = amdgpuHwmon(recordedHost(machine));
  const found = sensor.probe();
  const boards = sensor.accelerators?.devices() ?? [];
  const powers = new Map(
    sensor.read().map((one) => [one.channel, one.reads === "power" && one.watts.ok ? one.watts.value : 0]),
  );
  sensor.close();
  const visible = visibleDevices(environment, boards);
  const watts = boards.map((board) => (powers.get(board.channel) ?? 0) * partOf(board, visible));
  const assumption = visible.kind === "some" ? (visible.assumption ?? "") : "";
  return { watts, assumption, unread: found.unread ?? [], found };
}

/** The devices of a board that are visible, over all its devices. */
function partOf(board: Accelerator, visible: VisibleDevices): number {
  if (visible.kind !== "some") return 1;
  if (!visible.devices.includes(board)) return 0;
  const { instances = [] } = board;
  const given = instances.filter(({ uuid }) => visible.instances.includes(uuid));
  return instances.length === 0 ? 1 : given.length / instances.length;
}

describe("four MI250X, of which one die shows the power of two", () => {
  // The kernel's list, and with it the runtime's order, is the reverse of the order of the addresses here.
  test.for<readonly [Environment, readonly number[]]>([
    [{}, [400, 410, 420, 430]],
    [{ ROCR_VISIBLE_DEVICES: "0" }, [0, 0, 0, 215]],
    [{ ROCR_VISIBLE_DEVICES: "1" }, [0, 0, 0, 215]],
    [{ ROCR_VISIBLE_DEVICES: "0,1" }, [0, 0, 0, 430]],
    [{ ROCR_VISIBLE_DEVICES: "1,2" }, [0, 0, 210, 215]],
    [{ ROCR_VISIBLE_DEVICES: "6" }, [200, 0, 0, 0]],
    [{ ROCR_VISIBLE_DEVICES: "0,1,2,3,4,5,6,7" }, [400, 410, 420, 430]],
    [{ ROCR_VISIBLE_DEVICES: "GPU-11aa" }, [200, 0, 0, 0]],
    [{ ROCR_VISIBLE_DEVICES: "GPU-00aa,GPU-11aa" }, [400, 0, 0, 0]],
    [{ ROCR_VISIBLE_DEVICES: "4,5", HIP_VISIBLE_DEVICES: "1" }, [0, 205, 0, 0]],
    [{ HIP_VISIBLE_DEVICES: "7" }, [200, 0, 0, 0]],
    [{ HIP_VISIBLE_DEVICES: "" }, [0, 0, 0, 0]],
    [{ HIP_VISIBLE_DEVICES: "-1" }, [0, 0, 0, 0]],
    [{ CUDA_VISIBLE_DEVICES: "2,3,4" }, [0, 205, 420, 0]],
    [{ GPU_DEVICE_ORDINAL: "5" }, [0, 205, 0, 0]],
    [{ SLURM_JOB_ID: "1", SLURM_JOB_GPUS: "7" }, [0, 0, 0, 215]],
  ])("%j", ([environment, right]) => {
    for (const silent of ["zero", "not available"] as const) {
      for (const firstShows of [true, false]) {
        expect(givenBy(mi250Node({ silent, firstShows }), environment).watts).toEqual(right);
      }
    }
  });

  test.for<readonly [Environment, readonly number[]]>([
    [{ ROCR_VISIBLE_DEVICES: "1" }, [200, 0, 0, 0]],
    [{ ROCR_VISIBLE_DEVICES: "1,2" }, [200, 205, 0, 0]],
    [{ HIP_VISIBLE_DEVICES: "7" }, [0, 0, 0, 215]],
  ])("without the kernel's list the order of the addresses is assumed, and said: %j", ([environment, right]) => {
    for (const silent of ["zero", "not available"] as const) {
      const { watts, assumption, found } = givenBy(mi250Node({ silent, links: false }), environment);
      expect(watts).toEqual(right);
      expect(assumption).toContain("assumed that the runtime numbers the boards in the order");
      expect(found).toMatchObject({
        channels: [{ evidence: expect.stringContaining("assumed to be of this board") }, {}, {}, {}],
      });
    }
  });

  test("the second die is not hardware that nobody reads", () => {
    const { unread, found } = givenBy(mi250Node(), { ROCR_VISIBLE_DEVICES: "1" });
    expect(unread).toEqual([]);
    expect(found).toMatchObject({
      channels: [
        { evidence: expect.stringContaining("it includes the board's second die at 0000:c6:00.0") },
        {},
        {},
        {},
      ],
    });
  });

  test("a die whose board is not found is not paired with another board", () => {
    const { files } = mi250Node({ links: false });
    const withoutFirst = Object.fromEntries(Object.entries(files).filter(([path]) => !/\/(hwmon0|card0)\//.test(path)));
    const { found } = givenBy({ files: withoutFirst }, {});
    expect(found).toMatchObject({ channels: [{}, {}, {}] });
    expect(found.unread).toHaveLength(4);
    expect(found.unread?.[0]?.reason).toContain("shows 0 W for this device");
    expect(JSON.stringify(found)).not.toContain("second die");
  });
});

test.for<readonly [Environment, readonly number[]]>([
  [{}, [600, 601]],
  [{ ROCR_VISIBLE_DEVICES: "0" }, [150, 0]],
  [{ ROCR_VISIBLE_DEVICES: "5" }, [0, 150.25]],
  [{ HIP_VISIBLE_DEVICES: "3,4,5" }, [150, 300.5]],
  [{ HIP_VISIBLE_DEVICES: "0,1,2,3" }, [600, 0]],
])("two MI300X in four partitions each: %j", ([environment, right]) => {
  expect(givenBy(partitionedNode(), environment).watts).toEqual(right);
});
