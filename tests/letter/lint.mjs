/*
 * Says what mail programs do not show of a message, with a library that is not ours (caniemail), for
 * tests/e2e/letter.rs.
 *
 * Standard input: { package, html }. Standard output: [["outlook.windows", "max-width", "error"], …]; « error » is what
 * a program leaves aside, « warning » what it shows in its own way.
 */
import { readFileSync } from "node:fs";

const input = JSON.parse(readFileSync(0, "utf8"));
const { caniemail } = await import(`${input.package}/dist/index.js`);
// Those that the library knows enough of: others make it fail on `lang`.
const programs = ["gmail", "outlook", "apple-mail", "samsung-email", "yahoo", "orange", "sfr", "protonmail", "fastmail", "gmx"];
const { issues } = caniemail({ clients: programs.map((name) => `${name}.*`), html: input.html });
const all = [];
for (const kind of ["errors", "warnings"]) {
  for (const [program, found] of issues?.[kind]?.entries() ?? []) {
    for (const it of found) all.push([program, it.title, kind.slice(0, -1)]);
  }
}
process.stdout.write(JSON.stringify(all));
