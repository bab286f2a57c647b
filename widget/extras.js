/*
 * What few visitors ask for, fetched only when they do: copying, saving a card, printing, keeping the
 * directory on the device. Each function gives back a word for the widget to show, or throws.
 */

/** Paths of what stands beside the directory, which sitegen writes here. */
const beside = "__AZIMUT_BESIDE__";

/** What is said here and nowhere else, by language. */
const texts = "__AZIMUT_TEXTS__";

/** How often a script is asked for, and how long between, in milliseconds. */
const TRIES = 4;
const BETWEEN_MS = 3000;

/** What stands beside the directory and some widget of this page uses: it is kept with the rest. */
const used = new Set();

/** What was begun in which widget: an option that changes asks again. */
const begun = new WeakMap();

/** Begins a part of a widget that has a script and data of its own. It never ends, so that nothing is said of it. */
const begin = async (tools, part, data, run) => {
  const parts = begun.get(tools.view) ?? new Set();
  begun.set(tools.view, parts);
  if (beside[part] && !parts.has(part)) {
    parts.add(part);
    used.add(part).add(data);
    const address = (name) => new URL(beside[name], tools.site).href;
    for (let round = 0; round < TRIES; round++) {
      try {
        // Browsers remember a script that failed under its address.
        await run(await import(`${address(part)}${round ? `#${round}` : ""}`), address(data));
        break;
      } catch {
        await new Promise((done) => setTimeout(done, BETWEEN_MS));
      }
    }
  }
  return new Promise(() => {});
};

/** Resources and pages below the structures. */
export const pro = (tools) => begin(tools, "everywhere", "documents", ({ everywhere }, data) => everywhere(tools, data));

/** The questions of « Qui peut m’accompagner ? » above the search. */
export const guidance = (tools) =>
  begin(tools, "guidance", "questions", async ({ guidance: ask }, data) => {
    const kept = await self.caches?.match(data).catch(() => {});
    const answer = kept ?? (await fetch(data, { credentials: "omit" }));
    if (!answer.ok) throw new Error(`${answer.status} ${data}`);
    ask(tools, await answer.json());
  });

/** Puts a text on the clipboard; the first line of the argument is the word to give back. */
export const copy = async (tools, argument) => {
  const [word, ...lines] = argument.split("\n");
  const text = lines.join("\n");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages without a secure context, frames without the permission.
    const held = tools.view.getRootNode().activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    tools.view.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    held?.focus();
    if (!done) throw new Error("no clipboard");
  }
  return word === "share" ? "shared" : "done";
};

/** Saves a contact card; `argument` is its name, a line break, and its text. */
export const contact = async (tools, argument) => {
  const [name, ...lines] = argument.split("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/vcard;charset=utf-8" }));
  link.download = `${name}.vcf`;
  tools.view.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  return "done";
};

/** What the sheet looks like on paper, beside the style of the widget: what is so now is not for paper. */
const PAPER = `
.paper { color-scheme: light; background: #fff; color: #000; font: 11pt/1.4 system-ui, sans-serif; }
.paper button, .paper .told, .paper .routes, .paper .status, .paper .status + .detail, .paper .unseen { display: none; }
.paper :focus-visible { outline: none; }
/* What is written on a sheet makes its code finer. */
.paper svg.code { width: 45mm; }
.paper .written { white-space: pre-line; }
.paper .also { break-after: avoid; }
.paper .entry { break-inside: avoid; }
`;

/** Prints the sheet alone, from a frame of its own: the host page must not be printed, nor changed. */
export const print = async (tools) => {
  const frame = document.createElement("iframe");
  frame.title = texts[tools.content.language].paper_title;
  frame.className = "unseen";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  tools.view.append(frame);
  const page = frame.contentDocument;
  page.documentElement.lang = tools.content.language;
  page.documentElement.dir = tools.content.direction;
  page.title = texts[tools.content.language].paper_title;
  try {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(tools.content.style + PAPER);
    page.adoptedStyleSheets = [sheet];
  } catch {
    // Unstyled, a sheet of paper is still readable.
  }
  const body = page.importNode(tools.find("paper"), true);
  body.classList.add("paper");
  // On paper a field is what was written in it.
  for (const area of body.querySelectorAll("textarea")) {
    const box = area.closest("[data-field]");
    const written = page.createElement("p");
    const title = page.createElement("strong");
    const messages = texts[tools.content.language];
    title.textContent = `${box.dataset.field ? messages.sheet_reason : messages.sheet_note}\u00a0: `;
    written.className = "written";
    written.append(title, area.value.trim());
    if (area.value.trim()) box.replaceWith(written);
    else box.remove();
  }
  page.body.append(body);
  await new Promise((done) => setTimeout(done, 50));
  const end = () => {
    if (!frame.isConnected) return;
    frame.remove();
    tools.find("print")?.focus();
  };
  frame.contentWindow.addEventListener("afterprint", () => setTimeout(end));
  // Where browsers do not say that they have printed.
  setTimeout(end, 60000);
  frame.contentWindow.focus();
  frame.contentWindow.print();
  return "done";
};

/** The longest reason and the longest note, in characters: with its identifier a reason fits into a part of a link. */
const REASON = 130;
const NOTE = 2000;

/** The note of each widget, as long as the page is open. */
const notes = new WeakMap();

/**
 * The fields of the sheet, as the address under which it is found again fills them in: why each structure was chosen,
 * which is told to the widget and goes into that address, and a note, which stays here.
 */
const fields = (tools, address) => {
  const messages = texts[tools.content.language];
  const paper = tools.find("paper");
  const told = new URLSearchParams(address.split("#")[1]).getAll("raison").map((it) => it.split(/:(.*)/s));
  const boxes = () => [...paper.querySelectorAll("[data-field]")];
  const own = () => boxes().filter((box) => box.dataset.field);
  const tell = () => {
    const lines = own().map((box) => [box.dataset.field, box.querySelector("textarea").value.replace(/\s+/g, " ").trim()]);
    const control = own()[0].querySelector("input");
    control.value = lines.filter(([, text]) => text).map((it) => it.join(":")).join("\n");
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // The note goes with the last structure, and with the sheet.
  if (!own().length) notes.delete(tools.view);
  paper.onclick = ({ target }) => target.closest('[data-do="new-sheet"]') && notes.delete(tools.view);
  for (const box of boxes()) {
    const id = box.dataset.field;
    if (!box.firstChild) {
      const area = document.createElement("textarea");
      area.rows = id ? 2 : 4;
      area.maxLength = id ? REASON : NOTE;
      area.value = id ? (told.find(([other]) => other === id)?.[1] ?? "") : "";
      area.addEventListener("change", id ? tell : () => notes.set(tools.view, area.value));
      const [title, hint] = id ? [messages.sheet_reason, messages.sheet_reason_hint] : [messages.sheet_note, messages.sheet_note_hint];
      if (id) area.setAttribute("aria-label", `${title}${hint}\u00a0: ${box.parentElement.querySelector("h3").textContent}`);
      const label = document.createElement("label");
      label.append(title, hint, area);
      const control = document.createElement("input");
      control.type = "hidden";
      control.dataset.do = "reasons";
      box.append(label, control);
    }
    if (!id) box.querySelector("textarea").value = notes.get(tools.view) ?? "";
  }
};

/** Fills the sheet in, and gives a QR code of its address: its width in modules, then the dark ones as an SVG path. */
export const code = async (tools, address) => {
  fields(tools, address);
  const { generate } = await tools.load("qr");
  const drawn = generate(address);
  let path = "";
  for (let y = 0; y < drawn.size; y++) {
    for (let x = 0, end; x < drawn.size; x = end + 1) {
      for (end = x; drawn.get(end, y); ) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1h${x - end}z`;
    }
  }
  return `${drawn.size} ${path}`;
};

const store = (tools) => `azimut ${tools.site}`;

/** What stands beside the directory and this page uses: by a widget, or by itself. */
const keptBeside = (tools) => {
  const loaded = new Set(performance.getEntriesByType("resource").map((it) => it.name));
  return Object.entries(beside).filter(([name, path]) => used.has(name) || loaded.has(new URL(path, tools.site).href)).map(([, path]) => path);
};

const addresses = (tools) => {
  const own = [...Object.values(tools.config.files), ...keptBeside(tools), tools.config.shells[tools.content.language], "azimut.js", "azimut/manifest.json"];
  return own.map((name) => new URL(name, tools.site).href);
};

/** Whether the directory is on the device: its size in bytes, or nothing. */
export const kept = async (tools) => {
  if (!self.caches || !(await caches.has(store(tools)))) return "";
  const cache = await caches.open(store(tools));
  const sizes = await Promise.all((await cache.matchAll()).map(async (it) => (await it.blob()).size));
  return String(sizes.reduce((total, size) => total + size, 0));
};

/** Keeps everything that a search needs, and the page around it where a worker can serve it. */
export const keep = async (tools) => {
  const cache = await caches.open(store(tools));
  try {
    await Promise.all(addresses(tools).map(async (address) => {
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      await cache.put(address, answer);
    }));
  } catch (error) {
    await caches.delete(store(tools));
    throw error;
  }
  await keepPage(tools);
  return kept(tools);
};

/** Takes all of it away again. */
export const forget = async (tools) => {
  await Promise.all(["", " next", " previous"].map((part) => caches.delete(store(tools) + part)));
  await caches.delete("azimut pages");
  const worker = await registration(tools);
  await worker?.unregister();
  return "";
};

const workerAddress = (tools) => {
  const own = new URL("azimut-worker.js", tools.site);
  const address = tools.worker ? new URL(tools.worker, location.href) : own;
  if (address.origin !== location.origin) return undefined;
  address.searchParams.set("site", tools.site);
  return address.href;
};

const registration = async (tools) => {
  const address = navigator.serviceWorker && workerAddress(tools);
  if (!address) return undefined;
  const all = await navigator.serviceWorker.getRegistrations();
  return all.find((it) => [it.active, it.waiting, it.installing].some((worker) => worker?.scriptURL === address));
};

/** Registers the worker, on our own site or where a member hosts it, and gives it the page and its parts. */
const keepPage = async (tools) => {
  const address = navigator.serviceWorker && workerAddress(tools);
  if (!address) return;
  await navigator.serviceWorker.register(address);
  const pages = await caches.open("azimut pages");
  const loaded = performance.getEntriesByType("resource").map((it) => it.name);
  const own = [location.href.split("#")[0], ...loaded].filter((url) => url.startsWith(`${location.origin}/`) && !url.startsWith(new URL("azimut", tools.site).href));
  await Promise.allSettled([...new Set(own)].map((url) => pages.add(url)));
};
