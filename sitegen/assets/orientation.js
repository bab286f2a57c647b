/*
 * « Qui peut m’accompagner ? »: the questions are asked here, on the device, by the table that the page holds; what is
 * told is made of the page's own lines in words. Answers stay in the fragment of the address, which is never sent.
 * Without this script the page tells all its rules.
 */

import { because, CLEARED, counted, modes, NO, OPEN, PAUSE_MS, say, state, tick as tickBoxes } from "__AZIMUT_GUIDANCE__";

/**
 * The search below the answers, with their networks ticked. It is fetched with the first answer that has one, comes to
 * life near the screen, and keeps the place that was chosen in it when answers change.
 */
const nearest = (section, table) => {
  let host;
  let before = [[], []];
  const tick = (networks, ways) => {
    // Until it is there it begins with them.
    if (!tickBoxes(host.shadowRoot, "network", networks, before[0])) host.setAttribute("reseaux", networks.map((network) => table.networks[network]).join());
    if (!tickBoxes(host.shadowRoot, "mode", ways, before[1])) host.setAttribute("rencontre", ways.map((mode) => table.mode_ids[mode]).join());
    before = [networks, ways];
  };
  const make = () => {
    host = document.createElement("azimut-annuaire");
    // The address of this page holds its answers.
    host.setAttribute("fragment", "non");
    host.setAttribute("niveau-titre", "3");
    // Far enough in the country for one of each network.
    host.setAttribute("rayon", "50");
    const script = document.createElement("script");
    script.src = `${section.dataset.root}azimut.js`;
    section.append(host, script);
  };
  return (networks, ways) => {
    section.hidden = !networks.length;
    if (networks.length && !host) make();
    if (host) tick(networks, ways);
  };
};

const start = (form) => {
  const table = JSON.parse(document.querySelector("[data-table]").textContent);
  const questions = [...form.querySelectorAll("[data-question]")];
  const result = document.querySelector("[data-resultat]");
  const near = nearest(result.querySelector("[data-proches]"), table);
  const count = document.querySelector("[data-compte]");
  let timer;
  const see = form.querySelector("[data-voir]");
  const told = result.querySelector("[data-lignes]");
  const maybe = result.querySelector("[data-peut-etre]");
  const rules = [...document.querySelectorAll("[data-regles] > li")];
  const radios = (question) => [...question.querySelectorAll("input")];
  const name = (question) => question.querySelector("input").name;
  const legend = (question) => question.querySelector("legend").textContent;

  /** The answer to each question, also to one that is not asked any more: it may be again. */
  const answers = () => questions.map((question) => {
    const chosen = radios(question).findIndex((radio) => radio.checked);
    return chosen < 0 || chosen === radios(question).length - 1 ? null : chosen;
  });

  /** Takes over what the address tells; a fragment of another kind, an anchor, tells nothing. */
  const fromAddress = () => {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (!questions.some((question) => kept.has(name(question)))) return false;
    for (const question of questions) {
      const all = radios(question);
      const wanted = kept.get(name(question));
      (all.find((radio) => radio.value && radio.value === wanted) ?? all.at(-1)).checked = true;
    }
    return true;
  };

  const toAddress = (given) => {
    const kept = new URLSearchParams();
    questions.forEach((question, number) => {
      if (!question.hidden && given[number] !== null) kept.set(name(question), radios(question)[given[number]].value);
    });
    const next = String(kept) ? `#${kept}` : location.pathname + location.search;
    history.replaceState(history.state, "", next);
  };

  const show = () => {
    const given = answers();
    questions.forEach((question, number) => {
      question.hidden = state(table, table.questions[number], given) === NO;
    });
    const any = questions.some((question, number) => !question.hidden && given[number] !== null);
    const { lines, possible } = say(table, given);
    result.hidden = !any;
    told.replaceChildren(...lines.map((number) => {
      const item = document.createElement("div");
      item.className = "told";
      item.append(...rules[number].cloneNode(true).childNodes);
      const heading = document.createElement("h3");
      heading.append(...item.querySelector(".strong").childNodes);
      item.querySelector(".strong").replaceWith(heading);
      item.querySelector("br").remove();
      item.querySelector("[data-si]").textContent = because(table, number, given);
      return item;
    }));
    clearTimeout(timer);
    // The arrows go from answer to answer: what is passed on the way is not announced.
    timer = setTimeout(() => {
      const names = lines.map((number) => rules[number].querySelector(".strong").textContent.trim());
      const words = any ? counted(names) : told.dataset.begun ? CLEARED : "";
      if (any) told.dataset.begun = "1";
      if (count.textContent !== words) count.textContent = words;
    }, PAUSE_MS);
    see.hidden = !any;
    see.textContent = lines.length > 1 ? `Voir les ${lines.length} réponses` : "Voir la réponse";
    near(any ? lines.flatMap((number) => table.lines[number][2]) : [], modes(table, given));
    maybe.hidden = !possible.length;
    maybe.querySelector("ul").replaceChildren(...possible.map((number) => {
      const item = document.createElement("li");
      item.append(...rules[number].querySelector(".strong").cloneNode(true).childNodes);
      const open = table.lines[number][0].filter((condition) => state(table, [condition], given) === OPEN);
      item.append(`, selon votre réponse à\u00a0: ${open.map(([question]) => `«\u00a0${legend(questions[question])}\u00a0»`).join(", ")}`);
      return item;
    }));
  };

  form.addEventListener("change", () => {
    show();
    toAddress(answers());
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    show();
    toAddress(answers());
    radios(questions[0]).at(-1).focus();
  }));
  addEventListener("hashchange", () => {
    if (fromAddress()) show();
    else toAddress(answers());
  });
  result.querySelector("[data-imprimer]").onclick = () => print();
  // A link to the answers would take the place of what was answered in the address.
  see.onclick = () => result.querySelector("h2").focus();
  for (const words of document.querySelectorAll("[data-pres]")) {
    const link = document.createElement("a");
    link.href = words.dataset.pres;
    link.dataset.pres = "";
    link.append(...words.childNodes);
    words.replaceWith(document.createElement("br"), link);
  }
  fromAddress();
  form.hidden = false;
  show();
};

const form = globalThis.document?.querySelector("[data-orientation]");
if (form) start(form);
