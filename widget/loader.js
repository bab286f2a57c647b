/*
 * Azimut's loader: the one script that a member's page names. sitegen writes it into the site with the
 * hashed names of everything else in place of the configuration, so that no manifest is fetched first.
 *
 * It finds where the widget goes, says that it is coming, fetches code and data in parallel, starts the
 * widget, and makes every request that the widget needs afterwards. None of them depends on what is typed.
 */
(() => {
  "use strict";

  const config = "__AZIMUT_CONFIG__";
  const script = document.currentScript ?? document.querySelector('script[src*="azimut.js"]');
  const here = new URL(script?.src || location.href);
  const tag = "azimut-annuaire";
  const text = {
    loading: "Chargement de l’annuaire…",
    failed: "L’annuaire n’a pas pu être chargé.",
    unsupported: "Ce navigateur ne peut pas afficher la recherche.",
    retry: "Réessayer",
    pages: "Consulter l’annuaire page par page",
  };

  const address = (name) => new URL(config.files[name], here).href;

  /** Shares one load between all widgets of the page, and forgets one that failed. */
  const once = (load) => {
    let pending;
    return () => (pending ??= load().catch((error) => {
      pending = undefined;
      throw error;
    }));
  };

  const get = async (name, options) => {
    const response = await fetch(address(name), { credentials: "omit", ...options });
    if (!response.ok) throw new Error(`${response.status} ${name}`);
    return response;
  };

  const bytes = async (name, options) => new Uint8Array(await (await get(name, options)).arrayBuffer());

  /** Code and data of a module, asked for together. The wasm streams into its compiler. */
  const load = async (js, wasm, data, options) => {
    const parts = [import(address(js)), get(wasm, options), bytes(data, options)];
    const [module, response, content] = await Promise.all(parts);
    await module.default({ module_or_path: response });
    return [module, content];
  };

  const first = once(() => load("widgetJs", "widgetWasm", "base"));
  const behind = { priority: "low" };
  const details = once(() => bytes("details", behind));
  const keywords = once(async () => {
    const [module, content] = await load("textsearchJs", "textsearchWasm", "text", behind);
    return new module.Keywords(content);
  });

  const element = (name, content, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = content;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /** Says what went wrong and gives two ways out. */
  const showFailure = (root, message, retry) => {
    const alert = element("div", "", { role: "alert", lang: "fr" });
    alert.append(element("p", message));
    if (retry) {
      const button = element("button", text.retry, { type: "button" });
      button.addEventListener("click", retry);
      alert.append(button);
    }
    const line = element("p", "");
    line.append(element("a", text.pages, { href: new URL("annuaire/", here).href }));
    alert.append(line);
    root.replaceChildren(alert);
  };

  const start = async (root) => {
    if (typeof WebAssembly !== "object") return showFailure(root, text.unsupported);
    root.replaceChildren(element("p", text.loading, { role: "status", lang: "fr" }));
    const again = () => start(root);
    try {
      const [module, base] = await first();
      const host = {
        site: new URL("./", here).href,
        loadDetails: details,
        loadKeywords: keywords,
        failed: (message) => showFailure(root, message, again),
      };
      module.start(host, root, base);
    } catch (error) {
      showFailure(root, typeof error === "string" ? error : text.failed, again);
    }
  };

  const fill = (host) => {
    if (!host.shadowRoot) start(host.attachShadow({ mode: "open" }));
  };

  const run = () => {
    const hosts = document.querySelectorAll(tag);
    if (hosts.length > 0) {
      hosts.forEach(fill);
      return;
    }
    const host = document.createElement(tag);
    host.style.display = "block";
    // A script in the head has no place of its own to stand in.
    if (script?.isConnected && document.body?.contains(script)) script.after(host);
    else document.body.append(host);
    fill(host);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
  else run();
})();
