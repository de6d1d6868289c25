import { expect, test } from "vitest";
import { parseAmdSmiList, parseAmdSmiMetric, parseRocmSmi } from "./amd-smi-json.ts";

// Forms of several releases, from AMD's documentation and from outputs that users published.

test("boards are listed with their addresses", () => {
  const text = '[{"gpu": 0, "bdf": "0000:03:00.0", "uuid": "x"}, {"gpu": 1, "bdf": "0000:83:00.0"}]';
  expect([...parseAmdSmiList(text)]).toEqual([
    [0, "0000:03:00.0"],
    [1, "0000:83:00.0"],
  ]);
});

test.for([
  {
    name: "with units",
    text: '[{"gpu":0,"power":{"socket_power":{"value":412,"unit":"W"}},"energy":{"total_energy_consumption":{"value":1234.5,"unit":"J"}}}]',
    figures: [{ board: 0, watts: 412, joules: 1234.5 }],
  },
  {
    name: "under gpu_data, behind a warning",
    text: 'WARNING: [user] not in group render\n{"gpu_data":[{"gpu":0,"power":{"socket_power":{"value":90,"unit":"W"}},"energy":"N/A"}]}',
    figures: [{ board: 0, watts: 90 }],
  },
  {
    name: "bare numbers, by an older name",
    text: '[{"gpu":0,"power":{"average_socket_power":35},"energy":{"total_energy_consumption":"52.5"}}]',
    figures: [{ board: 0, watts: 35, joules: 52.5 }],
  },
  {
    name: "microwatts of a host's driver, and a value that is not supported",
    text: '[{"gpu":0,"power":{"socket_power":{"value":95000000,"unit":"uW"}}},{"gpu":1,"power":{"socket_power":4294967295}}]',
    figures: [{ board: 0, watts: 95 }, { board: 1 }],
  },
  { name: "no JSON at all", text: "ERROR: the driver is not loaded", figures: [] },
  { name: "nothing", text: "", figures: [] },
  { name: "JSON of another kind", text: '{"gpu_data": {"gpu": 0}}', figures: [] },
])("amd-smi, $name", ({ text, figures }) => {
  expect(parseAmdSmiMetric(text)).toEqual(figures);
});

test("rocm-smi prints numbers as texts, and nothing for a second die", () => {
  const text = `WARNING: AMD GPU device(s) is/are in a low-power state
${JSON.stringify({
  card0: {
    "PCI Bus": "0000:03:00.0",
    "Max Graphics Package Power (W)": "560.0",
    "Average Graphics Package Power (W)": "203.0",
    "Energy counter": "3436801806",
    "Accumulated Energy (uJ)": "52583068287.32",
  },
  card1: { "PCI Bus": "0000:04:00.0", "Average Graphics Package Power (W)": "N/A (Secondary die)" },
  card2: { "PCI Bus": "0000:05:00.0", "Current Socket Graphics Package Power (W)": "141.0" },
  system: { "Driver version": "6.7.0" },
})}`;
  expect(parseRocmSmi(text)).toEqual([
    { board: "0000:03:00.0", watts: 203, joules: expect.closeTo(52_583.068, 2) },
    { board: "0000:04:00.0" },
    { board: "0000:05:00.0", watts: 141 },
  ]);
});
