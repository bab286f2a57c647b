// Orama: its French tokenizer and stemmer, one typing mistake, the saved index.
import { create, insertMultiple, load, save, search } from "@orama/orama";
import { language, stemmer } from "@orama/stemmers/french";

const fields = ["name", "acronym", "networks", "needs", "publics", "towns", "postcodes", "description"];
const make = () =>
  create({
    schema: Object.fromEntries([...fields, "town"].map((name) => [name, "string"])),
    components: { tokenizer: { language, stemming: true, stemmer } },
  });

export const build = async (documents) => {
  const index = make();
  await insertMultiple(index, documents);
  return { "index.json": JSON.stringify(save(index)) };
};

export const open = async (get) => {
  const index = make();
  load(index, await (await get("index.json")).json());
  return async (term) => {
    const { hits } = await search(index, { term, properties: fields, tolerance: 1, limit: 20, boost: { name: 3, acronym: 3, networks: 2 } });
    return hits.map(({ id, document }) => ({ ...document, id }));
  };
};
