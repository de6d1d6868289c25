import { equation, graphOf, input } from "@wattledger/core";

/** What CodeCarbon's dashboards compare a footprint with: the local one (carbonboard) and the web application. */
export const dashboards = graphOf({
  inputs: {
    energy: input("kWh", "Energy of all runs", { min: 0 }),
    carbon: input("kgCO2e", "Carbon of all runs", { min: 0 }),
    mile: input("kgCO2e", "A mile in an average passenger vehicle, United States", {
      min: 0,
      default: 0.409,
      source: "viz/data.py, get_car_miles, after the US EPA",
    }),
    televisionHour: input("kgCO2e/h", "An hour of a 32-inch television", {
      min: 0,
      default: 0.097,
      source: "viz/data.py, get_tv_time; its source is not named",
    }),
    householdWeek: input("kgCO2e", "A week of energy use of a household, United States", {
      min: 0,
      default: 160.58,
      source: "viz/data.py, get_household_fraction: 8.35 t a year, after the US EPA",
    }),
    kilometre: input("kgCO2e/km", "A kilometre in a car, in the web application", {
      min: 0,
      default: 0.133,
      source: "web application, constant of the kilometres in a car",
    }),
    citizenYear: input("kgCO2e", "A year of a citizen of the United States, in the web application", {
      min: 0,
      default: 13_300,
      source: "web application, constant of the emissions of a citizen",
    }),
    televisionDay: input("kWh", "A day of a television, in the web application", {
      min: 0,
      default: 3.312,
      source: "web application: 0.138 kWh × 24, of which the first mixes units",
    }),
  },
  equations: {
    carMiles: equation("1", "carbon ÷ mile", "Miles in an average car"),
    televisionTime: equation("h", "carbon ÷ televisionHour", "Time of a television"),
    householdShare: equation("1", "carbon ÷ householdWeek", "Of a household's week"),
    carDistance: equation("km", "carbon ÷ kilometre", "In a car, by the web application"),
    citizenShare: equation("1", "carbon ÷ (citizenYear ÷ 52)", "Of a citizen's week, a fifty-second of a year"),
    televisionDays: equation("1", "energy ÷ televisionDay", "Days of a television, by the web application"),
  },
});
