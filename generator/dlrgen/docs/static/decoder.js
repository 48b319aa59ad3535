/* The decoder's form: asks `lookup` as one types, and keeps what is asked in the page's address. */
"use strict";

(function () {
  const form = document.getElementById("decoder");
  const place = document.getElementById("meaning");
  const words = window.DLRKIT_WORDS;
  const lookup = window.dlrkitLookup(window.DLRKIT_TABLES);
  const isChinese = document.documentElement.lang.startsWith("zh");

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function badge(state) {
    return element("span", { class: `dk-badge dk-${state}` }, words.states[state]);
  }

  function gloss(said) {
    const texts = [["zh", said.zh], ["en", said.en]].filter(([, text]) => text);
    if (!isChinese) texts.reverse();
    return texts.map(([lang, text], n) => element("p", { lang, class: n ? "dk-other" : "dk-gloss" }, text));
  }

  function summary(said) {
    const parts = [badge(said.state)];
    if (said.reason !== "unknown") parts.push(" ", element("span", { class: "dk-reason" }, words.reasons[said.reason]));
    return element("p", { class: "dk-summary" }, ...parts);
  }

  function facts(pairs) {
    const list = element("dl", { class: "dk-facts" });
    for (const [term, value] of pairs) {
      if (value) list.append(element("div", {}, element("dt", {}, term), element("dd", {}, value)));
    }
    return list;
  }

  function others(found, title) {
    if (!found.conflicts.length) return [];
    const items = found.conflicts.map((said) =>
      element("li", {}, summary(said), ...gloss(said), element("p", { class: "dk-other" }, [said.table, said.source].filter(Boolean).join(" · "))),
    );
    return [element("p", {}, title), element("ul", { class: "dk-conflicts" }, ...items)];
  }

  function show(found) {
    const say = words.decoder;
    if (found.step === "unknown") {
      const title = found.conflicts.length ? say.number : say.unknown;
      place.replaceChildren(...(found.conflicts.length ? others(found, title) : [element("p", {}, title)]));
      return;
    }
    const matched = found.subcode ? `${found.matched} ${say.subcode} ${found.subcode}` : found.matched;
    place.replaceChildren(
      element("p", {}, element("code", { class: "dk-code" }, found.code)),
      summary(found),
      ...gloss(found),
      facts([
        [say.retry, words.retries[found.retry]],
        [say.confidence, words.confidences[found.confidence]],
        [say.step, words.found[found.step]],
        [say.matched, matched],
        [say.table, found.table],
        [say.source, `${found.source} (${words.evidences[found.evidence]})`],
      ]),
      ...others(found, say.conflicts),
    );
  }

  function ask() {
    const { code, vendor, carrier } = Object.fromEntries(new FormData(form));
    const query = new URLSearchParams(Object.entries({ code, vendor, carrier }).filter(([, value]) => value));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    for (const link of document.querySelectorAll(".dk-languages a")) link.search = query;
    if (code.trim()) show(lookup(code, vendor, carrier));
    else place.replaceChildren();
  }

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  for (const button of document.querySelectorAll(".dk-try")) {
    button.addEventListener("click", () => {
      form.elements.code.value = button.textContent;
      ask();
    });
  }
  form.addEventListener("input", ask);
  form.addEventListener("submit", (event) => event.preventDefault());
  ask();
})();
