// Pagefind: an index in pieces, of which a search fetches those that it needs; French is detected from the pages.
const escape = (text) => text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);

/** Writes its own files; `into` is where. */
export const build = async (documents, into) => {
  const { close, createIndex } = await import("pagefind");
  const { index } = await createIndex();
  for (const it of documents) {
    const body = ["networks", "needs", "publics", "towns", "postcodes", "description"].map((key) => `<p>${escape(it[key])}</p>`);
    const content = `<!doctype html><html lang="fr"><title>${escape(it.name)}</title><body>
      <h1 data-pagefind-meta="title">${escape(it.name)} ${escape(it.acronym)}</h1><p data-pagefind-meta="town">${escape(it.town)}</p>${body.join("")}</body></html>`;
    await index.addHTMLFile({ url: `/${it.id}/`, content });
  }
  await index.writeFiles({ outputPath: `${into}/pagefind` });
  await close();
  return {};
};

export const open = async () => {
  // Its own script, as its guide says, not part of a bundle.
  const pagefind = await import(new URL("pagefind/pagefind.js", location.href).href);
  // The browser's emulated network does not reach workers.
  await pagefind.options({ noWorker: true });
  await pagefind.init();
  return async (text) => {
    const { results } = await pagefind.search(text);
    const shown = await Promise.all(results.slice(0, 10).map((it) => it.data()));
    return shown.map(({ url, meta }) => ({ id: url.replace(/^.*\/([^/]+)\/$/, "$1"), name: meta.title, town: meta.town }));
  };
};
