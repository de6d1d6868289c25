import { expectKind } from "./argument.ts";
/** Members that may be undefined, as members that may be absent. */
export type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Returns the same members without those that are undefined, for objects in which absent and undefined differ. */
export function defined<T extends object>(members: T): Defined<T>;
export function defined(members: object): object {
  expectKind("The members", members, "object");
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
