/**
 * Licences under which figures may travel with the packages, each with its conditions for passing them on. Tests hold
 * every figure to this list, on which AGPL is not at all.
 */
export const shippedLicences: Readonly<Record<string, string>> = {
  "Apache-2.0": "keep the notice",
  "BSD-3-Clause": "keep the notice",
  "CC-BY-4.0": "name the source, and say that it was changed",
  MIT: "keep the notice",
  "MPL-2.0": "the data file itself stays under this licence",
  "ODbL-1.0":
    "a produced work, with a notice that names the database; the database itself only in a file of its own, with the notice, which stays under the licence",
  facts: "single facts, which are not protected by copyright; name the source all the same",
  "public-domain": "nothing",
};
