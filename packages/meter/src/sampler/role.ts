import type { RunMark } from "../machine/run-mark.ts";

/** A run's part in the sampling of its machine. */
export type Role =
  /** It has not asked yet who samples, or will ask again soon. `holder` sampled before. */
  | { readonly kind: "asking"; readonly attempts: number; readonly holder?: RunMark }
  /** Another run has the seat, and has sent nothing yet. */
  | { readonly kind: "joining"; readonly attempts: number; readonly holder: RunMark }
  /** It uses the readings of another run. */
  | { readonly kind: "following"; readonly holder: RunMark; readonly heardSeconds: number }
  /** It reads for itself. */
  | { readonly kind: "leading" }
  /** The run has ended. */
  | { readonly kind: "left" };

/** Events that change a run's part. */
export type RoleEvent =
  | { readonly kind: "seat-free" }
  /** Runs cannot share a seat. */
  | { readonly kind: "seat-unavailable" }
  | { readonly kind: "seat-occupied"; readonly holder: RunMark }
  | { readonly kind: "heard"; readonly atSeconds: number }
  /** The sampler's socket does not exist, or has closed. */
  | { readonly kind: "closed" }
  /** The sampler has sent nothing for too long. */
  | { readonly kind: "silent" }
  | { readonly kind: "ended" };

/** What to do when a part changes. */
export type RoleAction =
  /** Makes a socket for others to listen on. */
  | { readonly kind: "serve" }
  /** Connects to the sampler's socket. */
  | { readonly kind: "connect" }
  /** Closes the connection, and reads for itself. */
  | { readonly kind: "lead" }
  /** Asks for the seat again. */
  | { readonly kind: "ask"; readonly afterSeconds: number };

/** A part and its consequences. */
export interface RoleStep {
  readonly role: Role;
  readonly actions: readonly RoleAction[];
}

/** The part at the start of every run. */
export const firstRole: Role = { kind: "asking", attempts: 0 };

const retrySeconds = 0.1;
const mostAttempts = 30;

/** The next part of a run. An event that no longer applies, such as one after the run's end, changes nothing. */
export function nextRole(role: Role, event: RoleEvent): RoleStep {
  if (role.kind === "left") return stay(role);
  switch (event.kind) {
    case "ended":
      return stay({ kind: "left" });
    case "seat-free":
      return role.kind === "asking" ? { ...lead, actions: [{ kind: "serve" }, ...lead.actions] } : stay(role);
    case "seat-unavailable":
      return role.kind === "asking" ? lead : stay(role);
    case "seat-occupied":
      return role.kind === "asking"
        ? {
            role: { kind: "joining", attempts: role.attempts + 1, holder: event.holder },
            actions: [{ kind: "connect" }],
          }
        : stay(role);
    case "heard":
      return role.kind === "joining" || role.kind === "following"
        ? stay({ kind: "following", holder: role.holder, heardSeconds: event.atSeconds })
        : stay(role);
    case "closed":
      return afterClosing(role);
    case "silent":
      return role.kind === "joining" || role.kind === "following" ? lead : stay(role);
  }
}

const lead: RoleStep = { role: { kind: "leading" }, actions: [{ kind: "lead" }] };

function stay(role: Role): RoleStep {
  return { role, actions: [] };
}

/** The sampler's socket appears shortly after its seat, and disappears shortly before it. */
function afterClosing(role: Role): RoleStep {
  switch (role.kind) {
    case "following":
      return {
        role: { kind: "asking", attempts: 0, holder: role.holder },
        actions: [{ kind: "ask", afterSeconds: 0 }],
      };
    case "joining": {
      const { attempts, holder } = role;
      if (attempts >= mostAttempts) return lead;
      return { role: { kind: "asking", attempts, holder }, actions: [{ kind: "ask", afterSeconds: retrySeconds }] };
    }
    case "asking":
    case "leading":
    case "left":
      return stay(role);
  }
}

/** Id of the run that samples for this one. Undefined if this one samples itself, or none does yet. */
export function samplerOf(role: Role): string | undefined {
  return role.kind === "leading" || role.kind === "left" ? undefined : role.holder?.id;
}
