/*
 * The worker that serves the directory without a network: on our own site and its frame page, and on the site
 * of a member who hosts this file. It is registered only when a visitor asks to keep the directory.
 *
 * A version of the directory is one cache. It is filled beside the one in use and replaces it whole, so that
 * files of two versions never meet: the loader comes from the same cache as everything that it names.
 */
"use strict";

const site = new URL(new URL(self.location.href).searchParams.get("site") ?? "./", self.location.href).href;
const STORE = `azimut ${site}`;
const NEXT = `${STORE} next`;
const PAGES = "azimut pages";
const loader = `${site}azimut.js`;
const manifest = `${site}azimut/manifest.json`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split("#")[0];
  if (request.method !== "GET") return;
  if (url === loader) event.respondWith(keptLoader(event));
  else if (url === manifest) return;
  else if (url.startsWith(`${site}azimut/`)) event.respondWith(keptFile(request));
  else if (url.startsWith(`${self.location.origin}/`)) event.respondWith(page(request));
});

/** One look for a newer version at a time, however many pages are opened. */
let updating;

/**
 * The loader of the version that is whole; a newer version is looked for behind it. The browser's own caches in
 * front of this one must not hold it: a page opened after the update would still have the old one.
 */
const keptLoader = async (event) => {
  const kept = await (await open(STORE))?.match(loader);
  if (!kept) return fetch(event.request);
  updating ??= update().catch(() => {}).finally(() => (updating = undefined));
  event.waitUntil(updating);
  const headers = new Headers(kept.headers);
  headers.set("cache-control", "no-cache");
  return new Response(kept.body, { headers });
};

const keptFile = async (request) => {
  const kept = await (await open(STORE))?.match(request.url);
  return kept ?? fetch(request);
};

/** Pages and their parts that were kept: from the network, else as they were. */
const page = async (request) => {
  const pages = await open(PAGES);
  const kept = await pages?.match(request, { ignoreSearch: false });
  if (!kept) return fetch(request);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(8000) });
    if (fresh.ok) await pages.put(request, fresh.clone());
    return fresh;
  } catch {
    return kept;
  }
};

const open = async (name) => ((await caches.has(name)) ? caches.open(name) : undefined);

/** Fetches the site's version aside when it is another one, then puts it in place. */
const update = async () => {
  const answer = await fetch(manifest, { cache: "no-store", credentials: "omit" });
  const today = await answer.clone().json();
  const current = await (await caches.open(STORE)).match(manifest);
  const parts = ({ loader }) => JSON.stringify([loader.files, loader.shells]);
  if (current && parts(await current.json()) === parts(today)) return;
  await caches.delete(NEXT);
  const next = await caches.open(NEXT);
  const kept = (await (await caches.open(STORE)).keys()).map((it) => it.url);
  const languages = Object.entries(today.loader.shells).filter(([language]) => kept.some((url) => url.includes(`/shell-${language}-`)));
  const beside = today.files.filter(({ role }) => ["everywhere", "documents", "guidance", "questions"].includes(role) && kept.some((url) => url.includes(`/${role}-`)));
  const own = [...languages.map(([, name]) => name), ...beside.map(({ path }) => path), "azimut.js"];
  const names = [...Object.values(today.loader.files), ...own];
  for (const name of names) {
    const address = new URL(name, site).href;
    const file = await fetch(address, { cache: name === "azimut.js" ? "no-store" : "default", credentials: "omit" });
    if (!file.ok) throw new Error(`${file.status} ${address}`);
    await next.put(address, file);
  }
  await next.put(manifest, answer);
  await replace(next);
};

/**
 * Puts the next version beside the old one's files, which pages that are open still use; then the loader, which
 * decides what new pages use; last the manifest, so that an update that was broken off is begun again.
 */
const replace = async (next) => {
  const store = await caches.open(STORE);
  const keys = await next.keys();
  const last = [loader, manifest];
  const files = keys.map((it) => it.url).filter((url) => !last.includes(url));
  for (const url of [...files, ...last]) await store.put(url, await next.match(url));
  const current = new Set(keys.map((it) => it.url));
  // Files of versions before the previous one go.
  const previous = (await store.keys()).filter((it) => !current.has(it.url));
  const marked = await caches.open(`${STORE} previous`);
  const known = new Set((await marked.keys()).map((it) => it.url));
  for (const key of previous) {
    if (known.has(key.url)) await store.delete(key);
  }
  await caches.delete(`${STORE} previous`);
  const marks = await caches.open(`${STORE} previous`);
  for (const key of previous) await marks.put(key, new Response(""));
  await caches.delete(NEXT);
};
