/*
 * Says when places open next, with a library that is not ours (opening_hours.js), for tests/e2e/hours.rs.
 *
 * Standard input: { package, places: [{ hours: "Mo-Fr 09:00-12:00", closures: [["2026-12-24", "2027-01-03"]] }, …],
 * instants: [[2026, 1, 31, 9, 30], …], until: [2028, 1, 1] }, the clock being that of Paris; a closure without a last day
 * never ends. Standard output: for each place a list with, for each instant, `open`, the moment of the next opening as
 * `2026-12-03T13:30`, or null when there is none; or null for a text that the library cannot read.
 */
process.env.TZ = "Europe/Paris";
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const Library = require(input.package);
const OpeningHours = Library.opening_hours ?? Library.default ?? Library;
const france = { lat: 45.04, lon: 3.88, address: { country_code: "fr", state: "Auvergne-Rhône-Alpes" } };
const date = ([year, month, day, hour = 0, minute = 0]) => new Date(year, month - 1, day, hour, minute);
const instants = input.instants.map(date);
const end = date(input.until);
const two = (number) => String(number).padStart(2, "0");
const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1);

const next = ({ hours, closures }) => {
  let intervals;
  try {
    intervals = new OpeningHours(hours, france).getOpenIntervals(instants[0], end);
  } catch {
    return null;
  }
  const closed = (at) => closures.some(([first, last]) => first <= day(at) && (!last || day(at) <= last));
  // Days one by one: a closure takes whole days away.
  const spans = [];
  for (const [from, to] of intervals) {
    for (let start = from; start < to; ) {
      const stop = midnight(start) < to ? midnight(start) : to;
      if (!closed(start)) spans.push([start, stop]);
      start = stop;
    }
  }
  return instants.map((at) => {
    const found = spans.find(([, to]) => at < to);
    if (!found) return null;
    const [from] = found;
    return from <= at ? "open" : `${day(from)}T${two(from.getHours())}:${two(from.getMinutes())}`;
  });
};
process.stdout.write(JSON.stringify(input.places.map(next)));
