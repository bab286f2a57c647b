/*
 * What is over leaves the list by itself: the pages of the agenda were made on some day and are read on another. An
 * element with `data-fin` is over from that moment on; one with `data-fini` in it says so, the others go to the list of
 * what is over, the last first. Without this script everything stays where the build put it.
 */
(() => {
  "use strict";

  const now = Date.now();
  const past = document.querySelector("[data-passes]");
  const list = past.querySelector("ul, ol");
  let gone = 0;
  for (const it of document.querySelectorAll("[data-fin]")) {
    if (!(Date.parse(it.dataset.fin) <= now) || list.contains(it)) continue;
    const mark = it.querySelector("[data-fini]");
    if (mark) {
      mark.hidden = false;
      for (const open of it.querySelectorAll("[data-ouvert]")) open.hidden = true;
      continue;
    }
    list.prepend(it);
    gone++;
  }
  if (!gone) return;
  past.hidden = false;
  for (const month of document.querySelectorAll("[data-mois]")) month.hidden = !month.querySelector("[data-fin]");
  const left = [...document.querySelectorAll("[data-mois] [data-fin]")];
  document.querySelector("[data-rien]").hidden = left.length > 0;
  if (!left.length) past.open = true;
  // Those of other lists are of the day of the build as well, and nobody counts them here.
  for (const other of document.querySelectorAll(".agenda-cuts .small")) other.hidden = true;
  const count = document.querySelector("[data-compte]");
  if (!count) return;
  const takingPlace = left.filter((it) => !it.hasAttribute("data-annule")).length;
  count.textContent = takingPlace ? `${takingPlace}\u00a0date${takingPlace > 1 ? "s" : ""} à venir` : "aucune date à venir";
})();
