/*
 * The sheet of a structure was made on some day and is read on another: the dates and the closures that are over leave
 * it, and the dates that follow take their place. Without this script everything stays as the build put it.
 */
(() => {
  "use strict";

  const over = (it) => Date.parse(it.dataset.fin) <= Date.now();
  for (const closure of document.querySelectorAll(".note[data-fin], .closed[data-fin]")) closure.hidden = over(closure);
  for (const dates of document.querySelectorAll("[data-dates]")) {
    const all = [...dates.querySelectorAll("[data-fin]")];
    const told = all.filter((it) => !("suite" in it.dataset)).length;
    const left = all.filter((it) => !over(it)).slice(0, told);
    for (const it of all) it.hidden = !left.includes(it);
    dates.hidden = !left.length;
  }
})();
