// MiniSearch: prefixes, typing mistakes, accents folded; it has no French stemmer.
import MiniSearch from "minisearch";

const fold = (term) => term.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const options = {
  fields: ["name", "acronym", "networks", "needs", "publics", "towns", "postcodes", "description"],
  storeFields: ["name", "town"],
  processTerm: fold,
  searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 3, acronym: 3, networks: 2 } },
};

export const build = async (documents) => {
  const index = new MiniSearch(options);
  index.addAll(documents);
  return { "index.json": JSON.stringify(index) };
};

export const open = async (get) => {
  const index = MiniSearch.loadJSON(await (await get("index.json")).text(), options);
  return (text) => index.search(text);
};
