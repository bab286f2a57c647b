/*
 * Asks TypeScript and schema-dts, which are not ours, what is wrong in structured data: types and properties must be those
 * of schema.org. Input: { typescript, schema, data: [{ name, json }] }; output: a line a fault.
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const { typescript, schema, data } = JSON.parse(fs.readFileSync(0, "utf8"));
const ts = require(typescript);

// A line each, so that the line of a fault tells whose it is.
const lines = data.map(({ json }) => `  ${JSON.stringify(JSON.parse(json))},`);
const source = [
  'import type { Graph, Thing, WithContext } from "schema-dts";',
  "export const all: (Graph | WithContext<Thing>)[] = [",
  ...lines,
  "];",
].join("\n");

const name = path.resolve("structured-data.ts");
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ["lib.es2022.d.ts"],
  moduleResolution: ts.ModuleResolutionKind.Node10,
  paths: { "schema-dts": [path.join(schema, "dist/schema.d.ts")] },
};
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (file) => file === name || fileExists(file);
host.readFile = (file) => (file === name ? source : readFile(file));
host.getSourceFile = (file, version, ...rest) =>
  file === name ? ts.createSourceFile(file, source, version) : getSourceFile(file, version, ...rest);

const faults = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host)).map((it) => {
  const line = it.file ? it.file.getLineAndCharacterOfPosition(it.start).line - 2 : -1;
  const text = ts.flattenDiagnosticMessageText(it.messageText, " ");
  return `${data[line] ? data[line].name : "all"}: ${text.slice(0, 400)}`;
});
process.stdout.write(JSON.stringify(faults));
