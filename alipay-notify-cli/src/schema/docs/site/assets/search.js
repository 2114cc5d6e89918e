"use strict";

// Narrows the list of messages down while one types. Without this the page is the whole list.
// What is sought stands in the URL's fragment, as in `index.html#q=shop`, so that going back finds it again.
(() => {
  const input = document.getElementById("search");

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    if (input) input.select();
    else location.assign("index.html#q=");
  });

  if (!input) return;

  const found = document.getElementById("found");
  const items = [...document.querySelectorAll("#messages li")];
  const groups = [...document.querySelectorAll("#messages > section")];
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const entries = messages.map((message, index) => ({
    ...message,
    item: items[index],
    text: plain([message.method, message.title, message.description].join("\n")),
    fields: message.fields.map((field) => ({ ...field, text: plain([field.name, field.title, field.terms].join("\n")) })),
  }));

  /** The fields to show for an entry that has every term, in its own texts or in a field; null for any other. */
  function match(entry, terms) {
    const inFields = terms.filter((term) => !entry.text.includes(term));
    const isFound = inFields.every((term) => entry.fields.some((field) => field.text.includes(term)));
    if (!isFound) return null;
    const sought = inFields.length ? inFields : terms;
    return entry.fields.filter((field) => sought.some((term) => field.text.includes(term)));
  }

  function show(entry, fields) {
    entry.item.querySelector(".hits")?.remove();
    entry.item.hidden = fields === null;
    if (!fields?.length) return;
    const hits = document.createElement("p");
    hits.className = "hits";
    hits.append(found.dataset.fields);
    fields.forEach((field, index) => {
      const link = document.createElement("a");
      link.href = entry.page + "#" + field.anchor;
      link.textContent = field.name;
      hits.append(index ? ", " : "", link);
    });
    entry.item.append(hits);
  }

  function search() {
    const terms = plain(input.value).split(/\s+/).filter(Boolean);
    const results = entries.map((entry) => [entry, terms.length ? match(entry, terms) : []]);
    for (const [entry, fields] of results) show(entry, fields);
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const count = results.filter(([, fields]) => fields !== null).length;
    found.textContent = found.dataset.text.replace("{}", count);
  }

  function restore() {
    const sought = new URLSearchParams(location.hash.slice(1)).get("q");
    if (sought === null) return;
    input.value = sought;
    input.focus();
    search();
  }

  input.addEventListener("input", () => {
    const fragment = "#" + new URLSearchParams({ q: input.value });
    history.replaceState(null, "", fragment);
    search();
  });
  // Enter opens the first message that is left.
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = items.find((item) => !item.hidden);
    if (first && input.value.trim()) location.assign(first.querySelector("a").href);
  });
  window.addEventListener("hashchange", restore);

  input.form.hidden = false;
  search();
  restore();
})();
