/*
 * Asks html-validate, which is not ours, what is wrong in pages. Input: { package, files }; output: a line a fault.
 */
"use strict";

const fs = require("node:fs");

const { package: folder, files } = JSON.parse(fs.readFileSync(0, "utf8"));
const { HtmlValidate } = require(folder);

/** The living standard, without the taste of anybody. */
const judge = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });

const main = async () => {
  const faults = [];
  for (const file of files) {
    const report = await judge.validateString(fs.readFileSync(file, "utf8"), file);
    for (const { messages } of report.results) {
      for (const { ruleId, line, column, message } of messages) {
        faults.push(`${file}:${line}:${column}: ${ruleId}: ${message}`);
      }
    }
  }
  process.stdout.write(JSON.stringify(faults));
};

main();
