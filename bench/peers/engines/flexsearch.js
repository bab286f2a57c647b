// FlexSearch: a document index with its French encoder, prefixes, exported and imported.
import FlexSearch from "flexsearch";
import french from "flexsearch/lang/fr";

const { Charset, Document, Encoder } = FlexSearch;
const fields = ["name", "acronym", "networks", "needs", "publics", "towns", "postcodes", "description"];
const make = () =>
  new Document({
    document: { id: "id", store: ["name", "town"], index: fields.map((field) => ({ field, tokenize: "forward", encoder: new Encoder(Charset.LatinBalance, french) })) },
  });

export const build = async (documents) => {
  const index = make();
  for (const document of documents) index.add(document);
  const parts = {};
  await index.export((key, data) => void (data && (parts[key] = data)));
  return { "index.json": JSON.stringify(parts) };
};

export const open = async (get) => {
  const index = make();
  for (const [key, data] of Object.entries(await (await get("index.json")).json())) index.import(key, data);
  return (text) => {
    const found = index.search(text, { suggest: true, merge: true, enrich: true, limit: 20 });
    return found.map(({ id, doc }) => ({ id, ...doc }));
  };
};
