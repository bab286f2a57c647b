/*
 * Azimut's loader: the one script that a member's page names. sitegen writes it into the site with the
 * hashed names of everything else in place of the configuration, so that no manifest is fetched first.
 *
 * It finds where widgets go, and once one comes near the screen shows its form, fetches code and data beside
 * it, and hands the form over to the WebAssembly module with whatever was typed by then. It is the only part
 * that makes requests, none of which depends on what is typed, and every call into the module goes through
 * `guard`: whatever happens in there ends in a message inside the widget, never in the host page.
 */
(() => {
  "use strict";

  const config = "__AZIMUT_CONFIG__";
  const tag = "azimut-annuaire";
  const ours = /\/azimut(\/loader-[\w-]+)?\.js$/;
  const path = (script) => new URL(script.src, location.href).pathname;
  const scripts = () => [...document.scripts].filter((script) => script.src && ours.test(path(script)));
  const script = document.currentScript?.src ? document.currentScript : scripts()[0];
  // A module has no `currentScript`, and one that another module imports no element: then the browser names
  // it in a trace of calls. Bundled with other code, it is from nowhere and belongs to the site it was made for.
  const traced = script?.src ?? new Error().stack?.match(/https?:[^\s()]+?\/azimut(\/loader-[\w-]+)?\.js/)?.[0];
  const site = traced ? new URL(config.root, traced).href : config.site;
  const texts = {
    fr: [
      "L’annuaire n’a pas pu être chargé.",
      "Ce navigateur ne peut pas afficher la recherche.",
      "Réessayer",
      "Consulter l’annuaire page par page",
      "Une erreur est survenue dans l’annuaire.",
    ],
    en: [
      "The directory could not be loaded.",
      "This browser cannot run the search.",
      "Try again",
      "Read the directory page by page",
      "Something went wrong in the directory.",
    ],
  };
  const languages = Object.keys(config.shells);
  const own = config.shell.content.language;

  let files = config.files;
  let attempts = 0;
  let spoiled = false;
  let clock;

  const address = (name) => new URL(files[name], site).href;
  const wait = (ms) => new Promise((done) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      removeEventListener("online", end);
      done();
    }
    // No need to sit out the delay once the network is back.
    addEventListener("online", end);
  });

  /** Shares one load between all widgets of the page, and forgets one that failed. */
  const once = (load) => {
    let pending;
    const run = () => (pending ??= load().catch((error) => {
      pending = undefined;
      throw error;
    }));
    run.forget = () => (pending = undefined);
    return run;
  };

  const STALL_MS = 20000;
  // A connection from before a tunnel is dead after it, and says so only after minutes.
  const BACK_MS = 3000;
  let backSince = -BACK_MS;
  addEventListener("online", () => (backSince = performance.now()));
  const TRIES = 5;

  /**
   * Runs a transfer, which gets a signal and a function to call whenever bytes arrive. One that stands still
   * is broken off, soon when the network has just come back.
   */
  const watched = (run) => new Promise((done, fail) => {
    const breaker = new AbortController();
    let timer;
    const within = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        breaker.abort();
        fail(new Error("stalled"));
      }, ms);
    };
    const back = () => within(BACK_MS);
    const alive = () => within(STALL_MS);
    // What begins just after may be given such a connection as well.
    performance.now() - backSince < BACK_MS ? back() : alive();
    addEventListener("online", back);
    run(breaker.signal, alive).then(done, fail).finally(() => {
      clearTimeout(timer);
      removeEventListener("online", back);
    });
  });

  /** Tries again what broke, after a growing, uneven delay. */
  const retried = async (run) => {
    for (let round = 1; ; round++) {
      try {
        return await watched(run);
      } catch (error) {
        if (error.gone || round === TRIES) throw error;
      }
      await wait((0.5 + Math.random()) * 700 * 2 ** round);
    }
  };

  /**
   * A file, from what the visitor asked to keep, else from the network. `take` gets the response and a
   * function to call whenever bytes arrive. The browser's cache resumes what had begun to arrive.
   */
  const get = async (url, options, take) => {
    const kept = await self.caches?.match(url).catch(() => {});
    if (kept) return take(kept, () => {});
    return retried(async (signal, alive) => {
      const response = await fetch(url, { credentials: "omit", signal, ...options });
      if (!response.ok) throw Object.assign(new Error(`${response.status} ${url}`), { gone: response.status === 404 });
      return take(response, alive);
    });
  };

  /** The bytes of a response, `alive` being told of each piece. */
  const read = async (response, alive, total = 0, progress) => {
    const reader = response.body?.getReader();
    if (!reader) return new Uint8Array(await response.arrayBuffer());
    const pieces = [];
    let size = 0;
    for (let piece; !(piece = await reader.read()).done; ) {
      alive();
      pieces.push(piece.value);
      size += piece.value.length;
      progress?.(Math.min(size, total || size));
    }
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  };

  const low = { priority: "low" };
  // Bytes that could not be used are not taken from the browser's cache again.
  const data = (name, options, progress) =>
    get(address(name), spoiled ? { ...options, cache: "reload" } : options, (response, alive) => read(response, alive, config.sizes[name], progress));

  /** A script: browsers remember a module that failed under its address, so each try has one of its own. */
  const code = (name) => {
    let begun;
    return retried(async () => {
      // One that stood still has not failed, and would only be joined.
      if (begun === attempts) attempts++;
      begun = attempts;
      try {
        return await import(`${address(name)}${begun ? `#${begun}` : ""}`);
      } catch (error) {
        attempts++;
        // Why it failed is not told; the same address says whether it is there at all.
        const found = await fetch(address(name), low).then((it) => it.status !== 404, () => true);
        throw Object.assign(error, { gone: !found });
      }
    });
  };

  const listeners = new Set();
  const arrived = {};
  /** Tells all widgets that wait how much of the first download is there. */
  const progress = (name) => (size) => {
    arrived[name] = size;
    const first = ["widgetJs", "widgetWasm", "base"];
    const sum = (of) => first.reduce((total, part) => total + (of[part] ?? 0), 0);
    const share = sum(arrived) / sum(config.sizes);
    listeners.forEach((listen) => listen(share));
  };

  /** Code and data of a module, asked for together. The wasm streams into its compiler. */
  const load = async (js, wasm, content, options) => {
    const shown = (name) => (options ? undefined : progress(name));
    const compile = (response, alive) => {
      const bytes = read(response.clone(), alive, config.sizes[wasm], shown(wasm));
      bytes.catch(() => {});
      return WebAssembly.compileStreaming(response).catch(async (error) => {
        // A server that names the type wrongly; a broken transfer breaks here again.
        if (error instanceof TypeError) return WebAssembly.compile(await bytes);
        throw error;
      });
    };
    const all = [code(js), get(address(wasm), options, compile), data(content, options, shown(content))];
    all[0].then(() => shown(js)?.(config.sizes[js]), () => {});
    const [module, compiled, bytes] = await Promise.all(all);
    await module.default({ module_or_path: compiled });
    return [module, bytes];
  };

  const first = once(() => load("widgetJs", "widgetWasm", "base"));
  const around = once(() => data("around", low));
  const details = once(() => data("details", low));
  const keywords = once(async () => {
    const [module, content] = await load("textsearchJs", "textsearchWasm", "text", low);
    return new module.Keywords(content);
  });
  const extras = once(() => code("extras"));

  /** The shell of a language: its markup, style and texts. That of the site's own comes with this script. */
  const shells = {};
  const shell = (language) =>
    (shells[language] ??= once(async () => {
      const path = config.shells[language];
      if (path === config.shell.path) return config.shell.content;
      return JSON.parse(new TextDecoder().decode(await get(new URL(path, site).href, {}, read)));
    }))();

  /** A file is gone: the site was deployed anew since this loader was cached. Its manifest names today's. */
  const renew = async () => {
    const answer = await fetch(new URL("azimut/manifest.json", site), { cache: "no-store", credentials: "omit" });
    const { loader } = await answer.json();
    const changed = JSON.stringify([loader.files, loader.shells]) !== JSON.stringify([files, config.shells]);
    Object.assign(config, loader);
    files = config.files;
    [first, around, details, keywords, extras, ...Object.values(shells)].forEach((load) => load.forget());
    return changed;
  };

  const wanted = (connection = navigator.connection) =>
    !connection?.saveData && !/2g/.test(connection?.effectiveType ?? "");

  const names = [
    "besoins", "publics", "reseaux", "rencontre", "territoire", "lieu", "rayon", "mot-cle", "mode", "langue", "niveau-titre",
    "theme", "compact", "par-page", "replie", "fragment", "hors-ligne", "parcours",
  ];
  const running = new Set();
  // Kept, so that the browser does not clear them away by a call into a module that is broken.
  const lost = [];
  let owner;

  /** One widget: a shadow root, its options, and the module's application once it is there. */
  const widget = (host) => {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    // Editors of sites encode « & » once or twice; options in the script's address survive them all.
    const framed = host.hasAttribute("data-cadre");
    const written = framed ? location.hash : host.script?.src ? new URL(host.script.src).hash : "";
    const hash = written.replace(/&(amp;)+/g, "&").slice(1);
    const inAddress = new URLSearchParams(hash);
    const option = (name) =>
      host.getAttribute(name) ?? host.getAttribute(`data-${name}`) ?? host.script?.getAttribute(`data-${name}`) ??
      inAddress.get(name);
    const is = (name) => ![null, undefined, "non", "false", "0"].includes(option(name));
    const language = () => {
      const asked = option("langue") ?? host.closest("[lang]")?.lang ?? "";
      return languages.find((it) => asked.toLowerCase().startsWith(it)) ?? own;
    };
    let app;
    let content;
    // What was pressed before anything could answer.
    let sent = false;
    let pressed = false;
    let typed = [];
    let view;
    let dead = false;

    const find = (name) => (view ?? root).querySelector(`[data-do="${name}"],[data-slot="${name}"]`);

    let busy = false;
    const later = [];

    /**
     * Runs something of the module. What goes wrong there stays here. Opening a dialog or moving the focus makes
     * browsers send events at once, in the middle of the call that does it: those wait for its end.
     */
    const guard = (run) => {
      if (dead) return false;
      if (busy) return void later.push(run);
      busy = true;
      try {
        return run();
      } catch (error) {
        crashed(error);
        return false;
      } finally {
        busy = false;
        if (later.length) guard(later.shift());
      }
    };

    /** The module cannot be trusted any more; all widgets of the page share it. */
    const crashed = (cause) => {
      first.forget();
      attempts++;
      running.forEach((other) => other.fail(texts[language()][4], cause));
    };

    /** Tells the visitor in the widget, and the page by an event: its console is its own. */
    const fail = (message, cause, retry = true) => {
      dead = true;
      listeners.delete(showProgress);
      emit("error", { message, cause: String(cause) });
      const words = texts[language()];
      const place = find("results");
      const alert = element("div", "", { class: "failure", role: "alert", lang: language() });
      alert.append(element("p", message));
      if (retry) {
        const button = element("button", words[2], { type: "button" });
        button.onclick = () => {
          place?.replaceChildren(element("p", content.messages.waiting, { tabindex: "-1" }));
          place?.firstChild.focus();
          return start();
        };
        alert.append(button);
      }
      const line = element("p", "");
      line.append(element("a", words[3], { href: new URL("annuaire/", site).href }));
      alert.append(line);
      const options = find("options");
      if (options) options.hidden = true;
      // The form stays as it is, with what was typed; without it there is nowhere to go but the pages.
      place ? place.replaceChildren(alert) : root.replaceChildren(alert);
      lost.push(app);
      app = undefined;
    };

    const emit = (name, detail) => {
      host.dispatchEvent(new CustomEvent(`azimut:${name}`, { bubbles: true, composed: true, detail }));
    };

    const element = (name, text, attributes = {}) => {
      const made = document.createElement(name);
      made.textContent = text;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };

    const showProgress = (share) => {
      const bar = find("progress");
      if (bar) bar.value = Math.max(bar.value, share);
    };

    /** The form, before anything that can search is there. */
    const showShell = (loaded) => {
      content = loaded;
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(content.style);
        root.adoptedStyleSheets = [sheet];
        root.replaceChildren();
      } catch {
        // A browser from before constructable style sheets: an element does, where the host allows it.
        root.replaceChildren(element("style", content.style));
      }
      // Our own markup, written by sitegen.
      const parsed = new DOMParser().parseFromString(content.html, "text/html");
      view = document.importNode(parsed.body.firstElementChild, true);
      dress();
      for (const list of view.querySelectorAll(".groups")) stopAt(list.querySelector("input"));
      for (const type of ["click", "input", "change", "keydown", "focusout", "submit", "mousedown", "close"]) {
        view.addEventListener(type, handle, type === "close");
      }
      root.append(view);
      // The first time takes long on a slow device, and nothing else is to do while code and data come.
      setTimeout(() => {
        try {
          bridge.now();
        } catch {
          // Told when it is needed.
        }
      }, 100);
    };

    const dress = () => {
      view.classList.toggle("compact", is("compact"));
      const folded = is("replie") && !view.dataset.unfolded;
      view.classList.toggle("folded", folded);
      find("unfold").hidden = !is("replie");
      find("unfold").setAttribute("aria-expanded", !folded);
      const themes = { clair: "light", light: "light", sombre: "dark", dark: "dark", auto: "light dark" };
      // Without an option, as the page around is.
      view.style.colorScheme = themes[option("theme")] ?? "";
      if (option("mode") === "pro") bridge.extra("pro");
      if (is("parcours")) bridge.extra("guidance");
    };

    const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’']/g, " ").toLowerCase();

    /** Leaves the needs that have all the words. */
    const filter = (text) => {
      const words = folded(text).split(/\s+/);
      let left = 0;
      for (const group of view.querySelectorAll(".needs:not(.criteria) fieldset")) {
        let some = false;
        for (const choice of group.querySelectorAll(".check")) {
          const label = folded(`${group.firstElementChild.textContent} ${choice.textContent}`);
          choice.hidden = !words.every((word) => label.includes(word));
          some ||= !choice.hidden;
          left += !choice.hidden;
        }
        group.hidden = !some;
      }
      find("filter-none").textContent = left ? "" : content.messages.needs_none;
      const list = view.querySelector(".groups");
      if (left && list.querySelector("[tabindex='0']")?.closest("[hidden]")) stopAt(choices(list)[0]);
    };

    /** A list of choices is one stop of the Tab key, at this choice; arrows go through it. */
    const stopAt = (choice) => {
      for (const it of choice.closest(".groups").querySelectorAll("input")) it.tabIndex = it === choice ? 0 : -1;
    };
    const choices = (list) => [...list.querySelectorAll("input")].filter((it) => !it.closest("[hidden]"));

    /** Whether a key means something in a list of choices: arrows, and Escape, which closes it. */
    const keyInList = ({ key }, control, box) => {
      if (key === "Escape") {
        // The first empties the filter, as browsers do.
        if (control.value && control.type === "search") return false;
        box.open = false;
        box.firstElementChild.focus();
        return true;
      }
      if (control.type !== "checkbox") return false;
      const all = choices(box);
      const at = all.indexOf(control);
      const to = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) };
      if (!(key in to)) return false;
      if (to[key]) stopAt(to[key]);
      to[key]?.focus();
      return true;
    };

    const valueOf = (control) => (control.type === "checkbox" ? String(control.checked) : `${control.value ?? ""}`);

    const handle = (event) => {
      const control = event.target.closest("[data-do]");
      if (!control) return;
      const name = control.dataset.do;
      if (event.type === "submit") event.preventDefault();
      if (name === "unfold" && event.type === "click") {
        view.dataset.unfolded = view.classList.contains("folded") ? "1" : "";
        return dress();
      }
      if (name === "filter") {
        if (event.type === "input") filter(control.value);
        // Enter would send the form.
        if (event.key === "Enter") return event.preventDefault();
        if (event.key !== "Escape") return;
      }
      const box = control.closest("details.needs");
      if (box && event.type === "keydown" && keyInList(event, control, box)) return event.preventDefault();
      if (box && event.type === "click" && control.type === "checkbox") stopAt(control);
      if (name === "done" && event.type === "click") {
        box.open = false;
        // With something chosen it leads to the results, else back to where the list opens.
        if (!app || control.dataset.leads === undefined) return box.firstElementChild.focus();
      }
      if (!app) {
        // Without a module the form leads to the pages; while it comes, it is sent when it is there.
        if (event.type === "submit") dead ? location.assign(new URL("annuaire/", site)) : (sent = true);
        else if (event.type === "click" && control.type === "button") pressed = name;
        // What answers a keyword comes beside the rest instead of behind it. Whether it came is told later.
        else if (event.type === "input" && name === "keyword" && control.value && !dead) keywords().catch(() => {});
        return;
      }
      const value = event.type === "keydown" ? event.key : valueOf(control);
      if (guard(() => app.act(event.type, name, value))) event.preventDefault();
    };

    const controls = () =>
      [...view.querySelectorAll("input[data-do],select[data-do]")].filter((it) => it.dataset.do !== "filter");
    const changed = (control) =>
      control.type === "checkbox" ? control.checked !== control.defaultChecked
        : control.options ? !control.selectedOptions[0].defaultSelected
          : control.value !== control.defaultValue;

    /** Says a text to screen readers, once it has settled; two regions in turn, so that a repeat is heard. */
    let saying;
    let turn = 0;
    const announce = (text, search) => {
      clearTimeout(saying);
      saying = setTimeout(() => {
        if (search) emit("search", JSON.parse(search));
        // Around an open dialog nothing is heard.
        const regions = (view.querySelector("dialog[open]") ?? view).querySelectorAll(":scope > .unseen");
        turn ^= 1;
        regions[turn].textContent = text;
        regions[1 - turn].textContent = "";
      }, 700);
    };

    const part = (name, load) =>
      load().then(
        (value) => guard(() => app?.arrived(name, value)),
        async (error) => {
          if (error.gone && (await renew().catch(() => false))) return restart();
          guard(() => app?.arrived(name, undefined));
        },
      );

    const ownsFragment = () => owner === host && option("fragment") !== "non";
    const fragment = () => (ownsFragment() && location.hash.startsWith("#annuaire") ? location.hash.slice(1) : "");

    const bridge = {
      site,
      text: (number) => {
        const text = content.texts[number];
        return typeof text === "object" ? Object.entries(text).flat().join("\u001f") : text;
      },
      label: (list, index) => content.labels[list]?.[index] ?? "",
      category: (count) => new Intl.PluralRules(content.language).select(count),
      language: (code) => {
        // Browsers have no name for it.
        if (code === "fsl") return content.messages.sign_language;
        try {
          return new Intl.DisplayNames(content.language, { type: "language" }).of(code);
        } catch {
          return code;
        }
      },
      option: (name) => option(name) ?? "",
      fragment,
      slot: find,
      property: (name, key, value) => {
        const target = find(name);
        if (target && target[key] !== value) target[key] = value;
      },
      attribute: (name, key, value) => {
        const target = find(name);
        value === undefined ? target?.removeAttribute(key) : target?.setAttribute(key, value);
      },
      focus: (name) => {
        const it = find(name);
        it?.focus();
        // By itself a browser leaves the heading in the middle or at the lower edge, and the results below the screen.
        if (name === "heading" && it?.getBoundingClientRect().top > innerHeight / 4) it.scrollIntoView();
      },
      dialog: (name, open) => {
        const dialog = find(name);
        if (open && !dialog.open) dialog.showModal();
        if (!open) dialog.close();
        // Opened by a link, it has no button to go back to.
        if (!open && !root.activeElement) find("sheet")?.focus();
      },
      announce,
      load: (name) => void part(name, { around, details, keywords }[name]),
      warmUp: () => wanted(),
      bytes: () => Object.values(config.sizes).reduce((total, size) => total + size, 0),
      locate: () => {
        const answer = (...position) => guard(() => app?.located(...position));
        const failed = ({ code }) => answer(undefined, undefined, code);
        if (!navigator.geolocation) return void setTimeout(failed, 0, {});
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => answer(coords.longitude, coords.latitude, 0),
          failed,
          { timeout: 15000, maximumAge: 600000 },
        );
      },
      remember: (text, push) => {
        // A fragment that the host page uses for itself is left alone.
        if (!ownsFragment() || (location.hash && !location.hash.startsWith("#annuaire"))) return;
        const next = text ? `#${text}` : location.pathname + location.search;
        if (location.hash === (text ? next : "")) return;
        try {
          history[push ? "pushState" : "replaceState"](history.state, "", next);
        } catch {
          // Browsers limit how often; the next change will do.
        }
      },
      // Where this widget does not read the address, the site does.
      link: (text) => `${ownsFragment() ? location.href.split("#")[0] : site}#${text}`,
      emit: (name, detail) => emit(name, JSON.parse(detail)),
      // Days since 1970 and minutes of the day, by the clock of the territory.
      now: () => {
        const parts = {};
        const zone = { timeZone: content.timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
        // Dear to make, and asked for at each gesture.
        clock ??= new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", zone);
        for (const { type, value } of clock.formatToParts()) parts[type] = +value;
        return Uint32Array.of(Date.UTC(parts.year, parts.month - 1, parts.day) / 86400000, parts.hour * 60 + parts.minute);
      },
      extra: (name, argument) => {
        const origin = () => guard(() => app && [app.longitude(), app.latitude()]) || [NaN, NaN];
        const tools = { view, find, site, content, config, keywords, load: code, worker: option("hors-ligne"), now: bridge.now, origin };
        extras()
          .then((module) => module[name](tools, argument))
          .catch(() => "failed")
          .then((outcome) => guard(() => app?.done(name, String(outcome ?? ""))));
      },
    };

    /** The module takes over the form, with what was typed meanwhile. */
    const takeOver = ([module, base]) => {
      guard(() => {
        try {
          app = new module.App(bridge, base);
        } catch (error) {
          if (typeof error !== "string") throw error;
          // The data cannot be used: asked for anew, it may be.
          first.forget();
          spoiled = true;
          return fail(error, error);
        }
        find("results").replaceChildren();
        const chosen = typed.length ? typed : controls().filter(changed).map((it) => [it.dataset.do, valueOf(it)]);
        for (const [name, value] of chosen) app.act(name.includes(":") || name === "radius" ? "change" : "input", name, value);
        if (root.activeElement?.dataset.do !== "place") app.act("focusout", "place", "");
        typed = [];
        app.ready();
        if (pressed) app.act("click", pressed, "");
        if (sent) app.act("submit", "submit", "");
        sent = pressed = false;
        emit("ready", {});
        // Only looks whether the visitor once asked for it.
        self.caches?.has(`azimut ${site}`).then((has) => has && bridge.extra("kept", ""), () => {});
      });
    };

    const start = async () => {
      dead = false;
      later.length = 0;
      listeners.add(showProgress);
      try {
        const words = language();
        const code = typeof WebAssembly === "object" && first();
        if (code) code.catch(() => {});
        if (!view || content.language !== words) showShell(await shell(words));
        if (!code) return fail(texts[words][1], "no WebAssembly", false);
        takeOver(await code);
      } catch (error) {
        if (error.gone && (await renew().catch(() => false))) return restart();
        const blocked = error instanceof WebAssembly.CompileError && /unsafe-eval|Content.?Security/i.test(error.message);
        if (blocked) fail(texts[language()][1], error, false);
        else fail(typeof error === "string" ? error : texts[language()][0], error);
      } finally {
        listeners.delete(showProgress);
      }
    };

    /** Begins anew with other files, keeping what was typed. */
    const restart = async () => {
      const focused = view && root.activeElement?.dataset.do;
      if (view) typed = controls().filter(changed).map((it) => [it.dataset.do, valueOf(it)]);
      app = view = undefined;
      await start();
      if (focused) find(focused)?.focus();
    };

    const api = {
      fail,
      start,
      configure: () => {
        if (!view) return;
        if (content.language !== language()) return restart();
        dress();
        guard(() => app?.configure());
      },
      moved: () => guard(() => app?.moved(fragment())),
    };
    running.add(api);
    return api;
  };

  // Pixels from the screen.
  const NEAR = 600;

  /** Starts a widget when it comes near the screen. */
  const arm = (host) => {
    if (host.azimut) return;
    owner ??= host;
    const made = widget(host);
    // A private mark, for hosts that are not our element.
    Object.defineProperty(host, "azimut", { value: made });
    // An observer tells only after the page has been drawn.
    const [box] = host.getClientRects();
    if (box && box.top < innerHeight + NEAR && box.bottom > -NEAR) return made.start();
    const near = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        near.disconnect();
        made.start();
      }
    }, { rootMargin: `${NEAR}px` });
    near.observe(host);
  };

  if (self.customElements && !customElements.get(tag)) {
    customElements.define(tag, class extends HTMLElement {
      static observedAttributes = names.flatMap((name) => [name, `data-${name}`]);
      connectedCallback() {
        arm(this);
      }
      attributeChangedCallback() {
        this.azimut?.configure();
      }
    });
  }

  /** Places for widgets: our element, a plain one for editors that strip unknown tags, else the script's own. */
  const run = () => {
    const places = () => [...document.querySelectorAll(`${tag},[data-azimut],.azimut-annuaire`)];
    if (!places().length) {
      const inBody = scripts().filter((it) => document.body.contains(it));
      for (const beside of inBody.length ? inBody : [undefined]) {
        const host = document.createElement(customElements.get(tag) ? tag : "div");
        host.dataset.azimut = "";
        host.script = beside ?? script;
        beside ? beside.after(host) : document.body.append(host);
      }
    }
    places().forEach((place) => {
      place.script ??= places().length === 1 ? script : undefined;
      arm(place);
    });
  };

  addEventListener("popstate", () => owner?.azimut.moved());
  addEventListener("hashchange", () => owner?.azimut.moved());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
  else run();
})();
