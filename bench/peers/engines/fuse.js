// Fuse.js: approximate matching over the records themselves, with its index made beforehand.
import Fuse from "fuse.js";

const keys = [
  { name: "name", weight: 3 }, { name: "acronym", weight: 3 }, { name: "networks", weight: 2 },
  "needs", "publics", "towns", "postcodes", "description",
];

export const build = async (documents) => ({
  "documents.json": JSON.stringify(documents),
  "index.json": JSON.stringify(Fuse.createIndex(keys, documents)),
});

export const open = async (get) => {
  const [documents, index] = await Promise.all(["documents.json", "index.json"].map(async (name) => (await get(name)).json()));
  const options = { keys, ignoreDiacritics: true, ignoreLocation: true, threshold: 0.3, useExtendedSearch: false };
  const fuse = new Fuse(documents, options, Fuse.parseIndex(index));
  return (text) => fuse.search(text, { limit: 20 }).map(({ item }) => item);
};
