/*
 * In `pro` mode: resources and trainings for professionals, events and pages of the site beside the structures, found
 * by the same keyword with the same typing mistakes, other forms of words and synonyms; what has dates near the place
 * that is chosen. The first ones stand before the structures, since cards are long; buttons show one kind alone.
 * Nothing of it is fetched otherwise, and its bundle only once something is typed.
 */

const texts = {
  fr: {
    title: "Ressources, formations, évènements et pages",
    kinds: ["Tout", "Structures", "Ressources", "Formations", "Évènements", "Pages"],
    kind: "Afficher",
    theme: "Thème",
    themes: "Tous les thèmes",
    counts: ["", "", ["ressource", "ressources"], ["formation", "formations"], ["évènement", "évènements"], ["page", "pages"]],
    page: "Page",
    archived: "Archivée",
    over: "Passé",
    cancelled: "Annulé",
    far: (km) => `à ${km} km`,
    more: "Voir les autres",
    waiting: "Recherche des ressources, des formations, des évènements et des pages…",
    none: "Aucune ressource, formation ou page, aucun évènement pour ce mot-clé.",
    failed: "Les ressources, les formations, les évènements et les pages n’ont pas pu être chargés.",
    retry: "Réessayer",
    all: "Voir le coin des pros",
  },
  en: {
    title: "Resources, training, events and pages",
    kinds: ["All", "Structures", "Resources", "Training", "Events", "Pages"],
    kind: "Show",
    theme: "Theme",
    themes: "All themes",
    counts: ["", "", ["resource", "resources"], ["training course", "training courses"], ["event", "events"], ["page", "pages"]],
    page: "Page",
    archived: "Archived",
    over: "Over",
    cancelled: "Cancelled",
    far: (km) => `${km} km away`,
    more: "Show the others",
    waiting: "Looking for resources, training, events and pages…",
    none: "No resource, no training, no event and no page for this keyword.",
    failed: "Resources, training, events and pages could not be loaded.",
    retry: "Try again",
    all: "See the professionals’ corner",
  },
};

const style = `
.everywhere { margin-block: 1em; padding-block: 0.5em 1em; border-block: 1px solid var(--_line); }
.everywhere .choices { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; margin-block: 0.5em; }
.everywhere .choices button[aria-pressed=true] { background: var(--_accent); color: var(--_on-accent); }
.everywhere .title { margin: 0; font-size: 1.1em; }
.everywhere .choices { margin-block: 0.5em; }
.everywhere .choices select { inline-size: auto; min-inline-size: 0; max-inline-size: 100%; }
.everywhere .archived { padding: 0.1em 0.5em; border: 1px solid currentColor; border-radius: 0.4em; font-size: 0.85em; }
.everywhere > button { margin-block-start: 0.75em; }
.everywhere ul { margin: 0; padding: 0; list-style: none; }
.everywhere li { padding-block: 0.75em; border-block-end: 1px solid var(--_line); overflow-wrap: anywhere; }
.everywhere li p { margin: 0; }
.everywhere li a { font-weight: 650; }
.everywhere .about { color: var(--_muted); font-size: 0.9em; }
`;

/** As many as are shown before one asks for more: beside the structures, and alone. */
const FIRST = 3;
const FIRST_ALONE = 10;
/** Kinds, by the number of their button. */
const [ALL, STRUCTURES, RESOURCES, TRAININGS, EVENTS, PAGES] = [0, 1, 2, 3, 4, 5];
/** The kind by its two bits, 1 and 4. */
const KINDS = { 0: PAGES, 1: RESOURCES, 4: EVENTS, 5: TRAININGS };
/** A pause in the typing, in milliseconds. */
const PAUSE_MS = 150;

const begun = new WeakSet();
const indexes = {};

const bytes = async (url) => {
  const kept = await self.caches?.match(url).catch(() => {});
  const answer = kept ?? (await fetch(url, { credentials: "omit", priority: "low" }));
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** The documents of a site, shared by the widgets of a page; a load that failed is forgotten. */
const open = (tools, url) =>
  (indexes[url] ??= Promise.all([tools.keywords(), bytes(url)])
    .then(([keywords, content]) => keywords.documents(content))
    .catch((error) => {
      delete indexes[url];
      throw error;
    }));

/** What the module answers: eight fields a document, each ended by U+001F. */
const read = (answer) => {
  const fields = answer.split("\u001f");
  const found = [];
  for (let at = 0; at + 8 < fields.length; at += 8) {
    const [flags, title, summary, address, label, themes, when, metres] = fields.slice(at, at + 8);
    const kind = KINDS[flags & 5];
    const mark = flags & 16 ? "cancelled" : flags & 8 ? "over" : flags & 2 ? "archived" : "";
    found.push({ kind, mark, title, summary, address, label, themes: themes ? themes.split(", ") : [], when, metres });
  }
  return found;
};

const element = (name, attributes = {}, ...inside) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};

/** A text whose matching words stand between U+0002 and U+0003. */
const marked = (text) =>
  text.split("\u0002").flatMap((part, number) => {
    if (!number) return [part];
    const [word, after] = part.split("\u0003");
    return [element("mark", {}, word), after];
  });

/** Adds the section to a widget, once. */
export const everywhere = (tools, url) => {
  const { view } = tools;
  if (begun.has(view)) return;
  begun.add(view);
  const root = view.getRootNode();
  const host = root.host;
  const words = texts[tools.content.language] ?? texts.fr;
  const option = (name) => host.getAttribute(name) ?? host.getAttribute(`data-${name}`) ?? host.script?.getAttribute(`data-${name}`);
  const level = Math.min(Math.max(parseInt(option("niveau-titre"), 10) || 2, 1), 5);
  const count = element("p", { role: "status" });
  const choices = element("div", { class: "choices" });
  const list = element("ul");
  const more = element("button", { type: "button" }, words.more);
  const section = element("section", { class: "everywhere", "aria-labelledby": "everywhere", lang: texts[tools.content.language] ? tools.content.language : "fr" },
    element(`h${level}`, { id: "everywhere", class: "title" }, words.title), count, choices, list, more);
  section.hidden = true;
  const structures = tools.find("results");
  structures.before(section);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    section.prepend(element("style", {}, style));
  }

  let asked = "";
  let typed = "";
  let found = [];
  let kind = ALL;
  let theme = "";
  let all = false;

  const counted = (number, [one, several]) => `${number} ${number > 1 ? several : one}`;
  const ofKind = (document, wanted) => wanted === ALL || wanted === document.kind;
  // As on the cards: a decimal below ten kilometres.
  const distance = (metres) => words.far((metres / 1000).toLocaleString(tools.content.language, { maximumFractionDigits: metres < 10000 ? 1 : 0 }));
  const ofTheme = (document) => !theme || document.themes.includes(theme);

  const item = (document) => {
    const title = element("p", {}, element("a", { href: new URL(document.address, tools.site).href }, ...marked(document.title)));
    if (document.mark) title.append(" ", element("span", { class: "archived" }, words[document.mark]));
    const when = document.when ? [element("p", {}, [document.when, document.metres && distance(document.metres)].filter(Boolean).join(" · "))] : [];
    const about = [document.label || words.page, ...document.themes].join(" · ");
    return element("li", {}, title, ...when, element("p", {}, ...marked(document.summary)), element("p", { class: "about" }, about));
  };

  const showList = () => {
    const shown = found.filter((it) => ofKind(it, kind) && ofTheme(it));
    const first = kind === ALL ? FIRST : FIRST_ALONE;
    list.replaceChildren(...shown.slice(0, all ? undefined : first).map(item));
    more.hidden = all || shown.length <= first;
    structures.hidden = kind > STRUCTURES;
    if (kind === STRUCTURES) return void (count.textContent = "");
    const parts = [RESOURCES, TRAININGS, EVENTS, PAGES]
      .map((it) => [shown.filter((document) => document.kind === it).length, words.counts[it]])
      .filter(([number]) => number)
      .map(([number, names]) => counted(number, names));
    const joined = new Intl.ListFormat(tools.content.language, { type: "conjunction" });
    count.textContent = parts.length ? joined.format(parts) : words.none;
  };

  const showChoices = () => {
    const buttons = words.kinds.map((label, number) => {
      const size = number > STRUCTURES ? ` (${found.filter((it) => ofKind(it, number)).length})` : "";
      const button = element("button", { type: "button", "aria-pressed": String(number === kind) }, label + size);
      button.onclick = () => {
        kind = number;
        all = false;
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        showList();
      };
      return button;
    });
    const group = element("div", { class: "choices", role: "group", "aria-label": words.kind }, ...buttons);
    const themes = [...new Set(found.flatMap((it) => it.themes))].sort((one, other) => one.localeCompare(other, "fr"));
    choices.replaceChildren(group);
    if (themes.length < 2) return;
    const select = element("select", { id: "everywhere-theme" }, element("option", { value: "" }, words.themes), ...themes.map((it) => element("option", { value: it }, it)));
    select.value = themes.includes(theme) ? theme : "";
    select.onchange = () => {
      theme = select.value;
      all = false;
      showList();
    };
    choices.append(element("label", { for: "everywhere-theme" }, words.theme), select);
  };

  const fail = () => {
    const retry = element("button", { type: "button" }, words.retry);
    retry.onclick = () => {
      asked = "";
      look();
    };
    choices.replaceChildren(retry, element("a", { href: new URL("coin-des-pros/", tools.site).href }, words.all));
    list.replaceChildren();
    more.hidden = true;
    count.textContent = words.failed;
  };

  const look = async () => {
    // Options in the script's address are the loader's to read: it has found the mode, which may be taken away here.
    const text = (option("mode") ?? "pro") === "pro" ? tools.find("keyword").value : "";
    const origin = tools.origin();
    const question = [text, ...origin].join(" ");
    if (question === asked) return;
    asked = question;
    section.hidden = !text.trim();
    if (section.hidden) return void (structures.hidden = false);
    if (!found.length) count.textContent = words.waiting;
    try {
      const index = await open(tools, url);
      // Something else has been typed meanwhile, which is looked for by itself.
      if (question !== asked) return;
      const [day, minute] = tools.now();
      const before = found.length;
      found = read(index.search(text, day * 1440 + minute, ...origin));
      // Another place is no other question: what was chosen to be shown stays.
      if (text !== typed || !before) [kind, theme, all] = [ALL, "", false];
      typed = text;
      choices.hidden = !found.length;
      showChoices();
      showList();
    } catch {
      choices.hidden = false;
      found = [];
      structures.hidden = false;
      fail();
    }
  };

  more.onclick = () => {
    const before = list.children.length;
    all = true;
    showList();
    list.children[before]?.querySelector("a").focus();
  };
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };
  for (const type of ["input", "change", "click", "submit"]) view.addEventListener(type, later);
  for (const type of ["popstate", "hashchange"]) addEventListener(type, later);
  // The mode may be taken away, and the module writes the keyword of a link when it is there.
  new MutationObserver(later).observe(host, { attributes: true });
  host.addEventListener("azimut:ready", later);
  later();
};
