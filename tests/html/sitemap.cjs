/*
 * Asks libxml2 whether site maps are as their schema wants them. Input: { xmllint, schema, texts }; output: a line a
 * fault.
 */
"use strict";

const fs = require("node:fs");

const { xmllint, schema, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const { validateXML } = require(xmllint);

const main = async () => {
  const xml = texts.map((contents, number) => ({ fileName: `${number}.xml`, contents }));
  const memory = { initialMemoryPages: 512, maxMemoryPages: 4096 };
  const { errors } = await validateXML({ xml, schema: [fs.readFileSync(schema, "utf8")], ...memory });
  process.stdout.write(JSON.stringify(errors.map((it) => it.rawMessage)));
};

main();
