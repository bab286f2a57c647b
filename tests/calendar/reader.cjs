/*
 * Reads calendars with a library that is not ours (ical.js), for tests/e2e/agenda.rs.
 *
 * Standard input: { package, calendars: ["BEGIN:VCALENDAR…", …] }. Standard output: for each calendar its name and its
 * entries, moments in universal time; or the message of what the library refuses.
 */
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ICAL = require(`${input.package}/dist/ical.es5.cjs`);
const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const read = (text) => {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    const entries = calendar.getAllSubcomponents("vevent").map((component) => {
      const entry = new ICAL.Event(component, { strictExceptions: true });
      const value = (name) => component.getFirstPropertyValue(name)?.toString() ?? null;
      return {
        uid: entry.uid, summary: entry.summary, start: moment(entry.startDate), end: moment(entry.endDate),
        location: entry.location, description: entry.description, sequence: entry.sequence,
        status: value("status"), url: value("url"), stamp: value("dtstamp"), geo: value("geo"),
      };
    });
    return { name: calendar.getFirstPropertyValue("x-wr-calname"), version: calendar.getFirstPropertyValue("version"), entries };
  } catch (error) {
    return { error: String(error) };
  }
};
process.stdout.write(JSON.stringify(input.calendars.map(read)));
