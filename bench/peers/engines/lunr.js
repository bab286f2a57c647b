// Lunr with the French pipeline of lunr-languages; beginnings and a typing mistake asked for as its guide says.
import lunr from "lunr";
import support from "lunr-languages/lunr.stemmer.support.js";
import french from "lunr-languages/lunr.fr.js";

support(lunr);
french(lunr);
const boosts = { name: 3, acronym: 3, networks: 2, needs: 1, publics: 1, towns: 1, postcodes: 1, description: 1 };

export const build = async (documents) => {
  const index = lunr(function () {
    this.use(lunr.fr);
    this.ref("id");
    for (const [field, boost] of Object.entries(boosts)) this.field(field, { boost });
    for (const document of documents) this.add(document);
  });
  // An index of Lunr stores no fields: what is shown comes beside it.
  const shown = Object.fromEntries(documents.map(({ id, name, town }) => [id, { name, town }]));
  return { "index.json": JSON.stringify(index), "shown.json": JSON.stringify(shown) };
};

export const open = async (get) => {
  const [index, shown] = await Promise.all(["index.json", "shown.json"].map(async (name) => (await get(name)).json()));
  const loaded = lunr.Index.load(index);
  const { LEADING, TRAILING } = { LEADING: lunr.Query.wildcard.NONE, TRAILING: lunr.Query.wildcard.TRAILING };
  return (text) => {
    const found = loaded.query((query) => {
      for (const token of lunr.tokenizer(text)) {
        query.term(token, { boost: 10 });
        query.term(token, { boost: 3, usePipeline: false, wildcard: LEADING | TRAILING });
        if (String(token).length > 4) query.term(token, { editDistance: 1 });
      }
    });
    return found.map(({ ref }) => ({ id: ref, ...shown[ref] }));
  };
};
