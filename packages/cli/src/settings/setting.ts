import { Option } from "commander";

/** An option that can also be set by the environment and by configuration files. */
export class Setting extends Option {
  /** What happens if several places set it: the nearest replaces the others, or all are added up. */
  readonly merge: "replace" | "add";

  constructor(flags: string, description: string, { merge = "replace" }: { readonly merge?: "replace" | "add" } = {}) {
    super(flags, description);
    this.merge = merge;
  }
}

/**
 * Whether the values of all places add up. It asks for the field and not for the class: two parts of the bundle may each have a
 * copy of the class.
 */
export function addsUp(option: Option): boolean {
  return "merge" in option && option.merge === "add";
}
