/*
 * Reads opening hours with a library that is not ours (opening_hours.js), for tests/e2e/hours.rs.
 *
 * Standard input: { package, hours: ["Mo-Fr 09:00-12:00", …], instants: [[2026, 1, 31, 9, 30], …] }, the clock
 * being that of Paris. Standard output: for each text a string with `1` where it is open, `0` where it is
 * not, `?` where that is not sure; or null for a text that the library cannot read.
 */
process.env.TZ = "Europe/Paris";
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const Library = require(input.package);
const OpeningHours = Library.opening_hours ?? Library.default ?? Library;
const france = { lat: 45.04, lon: 3.88, address: { country_code: "fr", state: "Auvergne-Rhône-Alpes" } };
const instants = input.instants.map(([year, month, day, hour, minute]) => new Date(year, month - 1, day, hour, minute));
const read = (text) => {
  try {
    const hours = new OpeningHours(text, france);
    return instants.map((at) => (hours.getUnknown(at) ? "?" : hours.getState(at) ? "1" : "0")).join("");
  } catch {
    return null;
  }
};
process.stdout.write(JSON.stringify(input.hours.map(read)));
