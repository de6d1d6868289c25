import { expect, test } from "vitest";
import { repeatedMember } from "./repeated-member.ts";

test.for([
  ['{"a":1,"b":2,"a":3}', "a"],
  ['{"a" : 1, "\\u0061":3}', "a"],
  ['{"zone":"a:b","x":"\\":","y":{"zone":1},"z":[{"zone":2}]}', undefined],
  ['{"a":1,"b":{"c":1,"c":2}}', undefined],
] as const)("%s has %s twice at its top level", ([json, name]) => {
  expect(repeatedMember(json, Object.keys(JSON.parse(json)).length)).toBe(name);
});
