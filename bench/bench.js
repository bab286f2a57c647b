// Times queries with the real keyword module and the engine, and leaves the figures in `window.figures`.
import startBench, { Bench } from "./azimut-bench.js";
import startKeywords, { Keywords } from "./azimut-textsearch.js";

const ROUNDS = 15;
const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

const time = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** The median of each item over all rounds; rounds visit all items, so that nothing is answered from a cache. */
const measure = (items, work) => {
  const times = items.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    items.forEach((item, number) => times[number].push(time(() => work(item))));
  }
  const medians = times.map((list) => quantile(list.sort((a, b) => a - b), 0.5));
  const slowest = medians.indexOf(Math.max(...medians));
  const sorted = [...medians].sort((a, b) => a - b);
  return {
    count: items.length,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    worst: sorted.at(-1),
    slowest: items[slowest],
  };
};

try {
  await Promise.all([
    startBench({ module_or_path: "azimut-bench_bg.wasm" }),
    startKeywords({ module_or_path: "azimut-textsearch_bg.wasm" }),
  ]);
  const [base, around, text] = await Promise.all(["base.azb", "around.azb", "text.azb"].map(bytes));
  const queries = await (await fetch("queries.json")).json();
  let bench;
  let keywords;
  const opening = {
    base: time(() => (bench = new Bench(base))),
    around: time(() => bench.open_around(around)),
    text: time(() => (keywords = new Keywords(text))),
  };
  const keyword = measure(queries.keywords, (it) => bench.answer(keywords.lookUp(it.keyword), it.keyword, it.near));
  const lookUp = measure(queries.keywords, (it) => keywords.lookUp(it.keyword));
  const suggest = measure(queries.places, (typed) => bench.suggest(typed));
  window.figures = { places: bench.places(), opening, keyword, lookUp, suggest };
} catch (error) {
  window.figures = { error: String(error) };
}
