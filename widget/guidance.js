/*
 * « Qui peut m’accompagner ? »: what a decision table says to answers, which its page asks as well, and its questions
 * above the search of a member's page, for the option `parcours`. Everything is decided here, on the device; answers are
 * kept nowhere and sent to nobody.
 */

/** Whether something holds: not, not known yet, yes. As in sitegen's content/orientation.rs. */
export const [NO, OPEN, YES] = [0, 1, 2];

/** Whether all conditions hold; `answers` are indices, or null. A question that is not asked has no answer. */
export const state = (table, when, answers) =>
  Math.min(YES, ...when.map(([question, wanted]) => {
    const answer = answers[question];
    if (state(table, table.questions[question], answers) === NO) return NO;
    return answer === null ? OPEN : wanted.includes(answer) ? YES : NO;
  }));

/** The lines that hold, and those that may hold as well once more is answered. */
export const say = (table, answers) => {
  const lines = [];
  const possible = [];
  for (const [number, [when, otherwise]] of table.lines.entries()) {
    if (otherwise) continue;
    const here = state(table, when, answers);
    if (here === YES) lines.push(number);
    if (here === OPEN && when.some((condition) => state(table, [condition], answers) === YES)) possible.push(number);
  }
  if (!lines.length) table.lines.forEach(([, otherwise], number) => otherwise && lines.push(number));
  return { lines, possible };
};

/** Why a line is told, by the answers that were given. */
export const because = (table, number, given) => {
  const [when, otherwise] = table.lines[number];
  if (otherwise) return "Vos réponses ne suffisent pas encore à en dire plus.";
  const clauses = when.map(([question]) => table.said[question][given[question]]);
  return `Parce ${clauses.map((clause) => (/^[aeiouyâéêh]/i.test(clause) ? `qu’${clause}` : `que ${clause}`)).join(" et ")}.`;
};

/** How many lines hold, and whom they name. */
export const counted = (names) =>
  `${names.length > 1 ? `${names.length} réponses conviennent` : "Une réponse convient"}\u00a0: ${names.join(", ")}.`;

/** What is announced when all answers are taken back. */
export const CLEARED = "Réponses effacées.";

/** The ways of meeting that answers limit the search to, by their numbers. */
export const modes = (table, given) =>
  given.flatMap((answer, question) => {
    const asked = state(table, table.questions[question], given) !== NO;
    const mode = asked && answer !== null ? table.modes[question][answer] : null;
    return mode === null ? [] : [mode];
  });

/**
 * Ticks networks (`network`) or ways of meeting (`mode`) in a search, by number, and unticks those of the answers before:
 * what somebody ticked by hand stays. Whether the search has its form already.
 */
export const tick = (root, list, wanted, before) => {
  const boxes = [...(root?.querySelectorAll(`[data-do^="${list}:"]`) ?? [])];
  for (const box of boxes) {
    const number = Number(box.dataset.do.split(":")[1]);
    const [now, then] = [wanted.includes(number), before.includes(number)];
    if (now === then || box.checked === now) continue;
    box.checked = now;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return boxes.length > 0;
};

/** A pause before the answer is announced, in milliseconds: arrows go from answer to answer. */
export const PAUSE_MS = 600;

const style = `
.guidance { margin-block-end: 1.5em; padding-block-end: 1em; border-block-end: 1px solid var(--_line); }
.guidance .title { margin: 0; font-size: 1.2em; font-weight: 700; }
.guidance fieldset { margin: 0.75em 0; padding: 0; border: 0; }
.guidance fieldset label { display: flex; gap: 0.5em; align-items: baseline; padding-block: 0.35em; font-weight: 400; }
.guidance fieldset input { inline-size: auto; min-block-size: 0; margin: 0; flex: none; }
.guidance p { margin-block: 0.4em; }
.guidance .line { padding-block: 0.6em; border-block-start: 1px solid var(--_line); }
.guidance .line .name { font-weight: 650; font-size: 1.05em; }
.guidance [hidden] { display: none; }
@media print { .guidance form, .guidance button { display: none; } }
`;

const element = (tag, attributes, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
};

/** Networks of a line as links to their pages, or the line's own title. */
const named = (tools, line) => {
  const links = line.networks.map(({ id, title }) => element("a", { href: new URL(`reseaux/${id}/`, tools.site).href }, title));
  return links.length ? links.flatMap((link, number) => (number ? [", ", link] : [link])) : [line.title];
};

/** The questions above a search. */
export const guidance = (tools, table) => {
  const host = tools.view.getRootNode().host;
  const level = host.getAttribute("niveau-titre") ?? host.dataset.niveauTitre ?? "2";
  const count = element("p", { role: "status" });
  const told = element("div", {});
  const near = element("button", { type: "button" }, "Les trouver près de chez moi");
  const maybe = element("ul", {});
  const possibly = element("details", { hidden: "" }, element("summary", {}, "Peut-être aussi"), maybe);
  const questions = table.asked.map(({ id, title, help, answers }) => {
    const choice = (text, value, more) =>
      element("label", {}, element("input", { type: "radio", name: id, value, ...more }), text);
    const choices = answers.map((answer, number) => choice(answer.title, String(number), {}));
    const hint = help ? [element("p", { class: "hint", id: `guidance-${id}` }, help)] : [];
    const described = help ? { "aria-describedby": `guidance-${id}` } : {};
    return element("fieldset", described, element("legend", {}, title), ...hint, ...choices, choice("Je passe", "", { checked: "" }));
  });
  const again = element("button", { type: "reset", class: "chip" }, "Recommencer");
  const form = element("form", {}, ...questions, again);
  const title = element("p", { class: "title", id: "guidance", role: "heading", "aria-level": level }, table.title);
  const section = element("section", { class: "guidance", lang: "fr", "aria-labelledby": "guidance" },
    element("style", {}, style), title, element("p", { class: "hint" }, table.introduction), form, count, told, possibly, near);
  let timer;
  let ticked = [[], []];

  /** Lets the search follow the answers; `anew` also where somebody has changed what they ticked. */
  const follow = (wanted, anew) => {
    ["network", "mode"].forEach((list, number) => tick(tools.view, list, wanted[number], anew ? [] : ticked[number]));
    ticked = wanted;
  };

  const show = (silent) => {
    const given = questions.map((question) => {
      const { value } = question.querySelector("input:checked");
      return value === "" ? null : Number(value);
    });
    questions.forEach((question, number) => {
      question.hidden = state(table, table.questions[number], given) === NO;
    });
    const any = questions.some((question, number) => !question.hidden && given[number] !== null);
    const { lines, possible } = any ? say(table, given) : { lines: [], possible: [] };
    told.replaceChildren(...lines.map((number) =>
      element("div", { class: "line" }, element("p", { class: "name" }, ...named(tools, table.told[number])),
        element("p", { class: "detail" }, because(table, number, given)), element("p", {}, table.told[number].reason))));
    maybe.replaceChildren(...possible.map((number) => {
      const open = table.lines[number][0].filter((condition) => state(table, [condition], given) === OPEN);
      const asked = open.map(([question]) => `«\u00a0${table.asked[question].title}\u00a0»`).join(", ");
      return element("li", {}, ...named(tools, table.told[number]), `, selon votre réponse à\u00a0: ${asked}`);
    }));
    possibly.hidden = !possible.length;
    const networks = lines.flatMap((number) => table.lines[number][2]);
    near.hidden = !networks.length;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const names = lines.map((number) => named(tools, table.told[number]).map((it) => it.textContent ?? it).join(""));
      const words = any ? counted(names) : silent ? "" : CLEARED;
      if (count.textContent !== words) count.textContent = words;
    }, PAUSE_MS);
    follow([networks, any ? modes(table, given) : []]);
  };

  form.addEventListener("change", () => show());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    show();
    questions[0].querySelector("input:checked").focus();
  }));
  near.addEventListener("click", () => {
    follow(ticked, true);
    tools.find("place").focus();
  });
  tools.view.prepend(section);
  show(true);
};
