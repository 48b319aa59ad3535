/* Code tables with a filter: the rows that hold all words that are typed. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".dk-codes")) {
    const rows = [...box.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
    if (rows.length < 8) continue;
    const input = document.createElement("input");
    input.type = "search";
    input.className = "dk-filter";
    input.placeholder = box.dataset.filter;
    input.setAttribute("aria-label", box.dataset.filter);
    const count = document.createElement("span");
    count.className = "dk-other dk-count";
    const none = document.createElement("p");
    none.className = "dk-none";
    none.textContent = box.dataset.none;
    none.hidden = true;
    const show = () => {
      const wanted = input.value.toLowerCase().replaceAll("：", ":").split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        row.hidden = !wanted.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = wanted.length ? `${shown} / ${rows.length}` : String(rows.length);
      none.hidden = shown > 0;
    };
    input.addEventListener("input", show);
    box.prepend(input, " ", count);
    box.append(none);
    show();
  }
});
