// What the page's script answers to every way to answer, for a test to compare.
import { readFileSync } from "node:fs";

let given = "";
for await (const part of process.stdin) given += part;
const { script, table, answers } = JSON.parse(given);
// Node.js would take a file called `.js` for a script of another kind.
const { say, state } = await import(`data:text/javascript;base64,${readFileSync(script).toString("base64")}`);
const asked = (each) => table.questions.map((when) => state(table, when, each));
console.log(JSON.stringify(answers.map((each) => ({ ...say(table, each), asked: asked(each) }))));
