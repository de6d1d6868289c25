// Impact categories of EcoLogits. What it calls primary energy (PE) of electricity is fossil and nuclear energy only.

/** Of electricity, per kWh. */
export const mixUnits: Readonly<Record<string, string>> = {
  gwp: "kgCO2e/kWh",
  adpe: "kgSbeq/kWh",
  pe: "MJ/kWh",
  water: "L/kWh",
};

/** Families of factors that {@link mixUnits} come from. */
export const mixFamilies: Readonly<Record<string, string>> = {
  gwp: "grid",
  adpe: "electricity-adpe",
  pe: "electricity-pe-fossil",
  water: "electricity-water",
};

/** Families of factors that hold EcoLogits' own table of electricity. */
export const ownMixFamilies: Readonly<Record<string, string>> = {
  gwp: "ecologits-mix.gwp",
  adpe: "ecologits-mix.adpe",
  pe: "ecologits-mix.pe",
  water: "ecologits-mix.water",
};

/** Of making hardware; water is not known. */
export const embodiedUnits: Readonly<Record<string, string>> = { gwp: "kgCO2e", adpe: "kgSbeq", pe: "MJ" };

/** Of a request as a whole. */
export const impactUnits: Readonly<Record<string, string>> = embodiedUnits;
