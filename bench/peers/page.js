// The page of a peer: what is typed is answered as soon as it can be. Bundled once with each engine.
import { open } from "engine";

const $ = (name) => document.getElementById(name);
const get = (name) => fetch(name, { credentials: "omit" });
const ready = open(get);
let turn = 0;

const show = async () => {
  const search = await ready;
  const mine = ++turn;
  const found = $("place") ? await search($("place").value, $("need").value) : await search($("keyword").value);
  if (mine !== turn) return;
  $("results").replaceChildren(
    ...found.slice(0, 10).map(({ id, name, town }) => {
      const item = document.createElement("li");
      item.dataset.id = id;
      item.textContent = `${name}, ${town}`;
      return item;
    }),
  );
};

// What a measuring script waits for.
let settled = Promise.resolve();
window.settled = () => settled;
document.addEventListener("input", () => (settled = show()));
if ([...document.querySelectorAll("input")].some((it) => it.value)) settled = show();
