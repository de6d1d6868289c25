import { describe, expect, test } from "vitest";
import { firstRole, nextRole, samplerOf } from "./role.ts";
import type { Role, RoleAction, RoleEvent } from "./role.ts";

const holder = { id: "20261130-100000-aaaa", pid: 7, startTicks: 1 };
const occupied: RoleEvent = { kind: "seat-occupied", holder };
const heard: RoleEvent = { kind: "heard", atSeconds: 5 };

/** The last part after these events, and everything that was to be done. */
function after(...events: readonly RoleEvent[]): {
  readonly role: Role;
  readonly actions: readonly RoleAction["kind"][];
} {
  const actions: RoleAction["kind"][] = [];
  let role = firstRole;
  for (const event of events) {
    const step = nextRole(role, event);
    ({ role } = step);
    actions.push(...step.actions.map(({ kind }) => kind));
  }
  return { role, actions };
}

test("the run with the seat serves others and reads; without a seat it reads only", () => {
  expect(after({ kind: "seat-free" })).toEqual({ role: { kind: "leading" }, actions: ["serve", "lead"] });
  expect(after({ kind: "seat-unavailable" })).toEqual({ role: { kind: "leading" }, actions: ["lead"] });
});

describe("if another run samples", () => {
  test("this one follows as soon as it gets a message", () => {
    const { role, actions } = after(occupied, heard);
    expect([role.kind, samplerOf(role), actions]).toEqual(["following", holder.id, ["connect"]]);
  });

  test("it asks for the seat at once when the sampler ends, and may become the sampler", () => {
    expect(after(occupied, heard, { kind: "closed" }, { kind: "seat-free" })).toEqual({
      role: { kind: "leading" },
      actions: ["connect", "ask", "serve", "lead"],
    });
  });

  test("it tries several times to connect, and then reads for itself", () => {
    const tries = Array.from({ length: 30 }, (): readonly RoleEvent[] => [occupied, { kind: "closed" }]).flat();
    const { role, actions } = after(...tries);
    expect(role).toEqual({ kind: "leading" });
    expect(actions.filter((kind) => kind === "connect")).toHaveLength(30);
    expect(actions.filter((kind) => kind === "ask")).toHaveLength(29);
  });

  test("it reads for itself when the sampler is silent, with or without an earlier message", () => {
    for (const events of [[occupied], [occupied, heard]]) {
      expect(after(...events, { kind: "silent" })).toMatchObject({ role: { kind: "leading" } });
    }
  });
});

test("a run that has ended does nothing more, even after late events", () => {
  const late: readonly RoleEvent[] = [occupied, heard, { kind: "closed" }, { kind: "silent" }, { kind: "seat-free" }];
  for (const event of late) {
    expect(nextRole({ kind: "left" }, event)).toEqual({ role: { kind: "left" }, actions: [] });
  }
});

test("a run that reads for itself continues to do so", () => {
  for (const event of [heard, occupied, { kind: "closed" }, { kind: "silent" }] as const) {
    expect(nextRole({ kind: "leading" }, event)).toEqual({ role: { kind: "leading" }, actions: [] });
  }
});
