// Makes a folder with a page for each peer: `node build.mjs documents.json communes.json OUT`.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { build as bundle } from "esbuild";

const [documentsFile, communesFile, out] = process.argv.slice(2);
const documents = JSON.parse(await readFile(documentsFile, "utf8"));
const communes = JSON.parse(await readFile(communesFile, "utf8"));
const peers = ["floor", "minisearch", "orama", "flexsearch", "lunr", "fuse", "pagefind"];
const report = {};

const page = (peer, fields) => `<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${peer}</title>
<link rel="icon" href="data:,">
${fields}<ol id="results"></ol>
<script type="module" async src="page.js"></script>
</html>
`;
const keyword = '<label>Mot-clé <input id="keyword"></label>\n';
const place = '<label>Où <input id="place"></label> <label>Besoin <input id="need"></label>\n';

for (const peer of peers) {
  const folder = `${out}/${peer}`;
  await mkdir(folder, { recursive: true });
  const engine = await import(`./engines/${peer}.js`);
  const start = performance.now();
  const files = await engine.build(documents, folder, communes);
  report[peer] = { build_ms: Math.round(performance.now() - start) };
  for (const [name, content] of Object.entries(files)) await writeFile(`${folder}/${name}`, content);
  await bundle({
    entryPoints: [new URL("page.js", import.meta.url).pathname],
    alias: { engine: new URL(`engines/${peer}.js`, import.meta.url).pathname },
    external: ["pagefind"],
    bundle: true, minify: true, format: "esm", target: "es2022", outfile: `${folder}/page.js`, logLevel: "error",
  });
  await writeFile(`${folder}/index.html`, page(peer, peer === "floor" ? place : keyword));
}
await writeFile(`${out}/build.json`, JSON.stringify(report));
