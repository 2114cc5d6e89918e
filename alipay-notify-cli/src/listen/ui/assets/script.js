"use strict";

// Asks the command for deliveries and shows them. Whatever comes from it is put into the page as text, never as markup.
(() => {
  const token = new URLSearchParams(location.search).get("token");
  const element = (id) => document.getElementById(id);
  const [list, detail, filter, gone, hide] = ["deliveries", "detail", "filter", "gone", "hide"].map(element);
  const slot = (name) => detail.querySelector(`[data-slot="${name}"]`);
  const EVERY = 500;
  const SHOWN = 400;
  const CHILDREN = 100;

  // Texts

  const INVISIBLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

  /** A character that nobody sees, as one that everybody does. */
  function picture(ch) {
    const code = ch.codePointAt(0);
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  }

  const visible = (text) => text.replace(INVISIBLE, picture);

  /** Fills the places of a text of the page: `{count}`. */
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function make(tag, name, ...children) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children);
    return made;
  }

  const copy = (id) => element(id).content.firstElementChild.cloneNode(true);
  const word = (id) => element(id).content.textContent;

  /** A text from elsewhere: nothing in it turns what stands around it, and a long one is cut. */
  function shown(text) {
    if (text.length <= SHOWN) return make("bdi", "", visible(text));
    const isHalf = /[\ud800-\udbff]$/.test(text.slice(0, SHOWN));
    const bdi = make("bdi", "", visible(text.slice(0, isHalf ? SHOWN - 1 : SHOWN)) + "…");
    const more = copy("more");
    more.textContent = filled(more.textContent, { count: text.length.toLocaleString() });
    more.addEventListener("click", () => {
      bdi.textContent = visible(text);
      more.remove();
    });
    return make("span", "", bdi, " ", more);
  }

  /** A name, which is broken between its parts where it is too long for its line. */
  const named = (name) => make("bdi", "", ...visible(name).split(/(?<=[._])/).flatMap((part) => [part, make("wbr", "")]));

  /** A sentence of the command, with names between backticks. */
  function prose(text) {
    const parts = text.split("`");
    const isName = (index) => index % 2 === 1 && index < parts.length - 1;
    return make("span", "", ...parts.map((part, index) => (isName(index) ? make("code", "", shown(part)) : shown(part))));
  }

  const withheld = (count) => make("span", "withheld", filled(word("hidden"), { count }));

  // Requests

  async function ask(path, options = {}) {
    const answer = await fetch(path, { ...options, headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(answer.status);
    return answer;
  }

  const asked = (values) => "?" + new URLSearchParams(hide.checked ? { ...values, hide: 1 } : values);

  // The list

  let before = null;
  let last = "";
  let loads = 0;
  const rows = new Map();

  function row(delivery) {
    const made = copy("row");
    const link = made.querySelector("a");
    link.href = `#${delivery.number}`;
    link.querySelector(".name").append(named(delivery.name ?? word("unnamed")));
    const outcome = link.querySelector(".outcome");
    outcome.textContent = delivery.outcome;
    outcome.classList.add(delivery.success ? "good" : "bad");
    const facts = [`#${delivery.number}`, delivery.at.slice(11), delivery.family, delivery.id, `${delivery.milliseconds} ms`];
    const about = link.querySelector(".about");
    facts.filter(Boolean).forEach((fact, index) => about.append(index ? " · " : "", make("bdi", "", visible(fact))));
    return made;
  }

  /** Puts the wanted rows in order. Those that stay are not touched: one of them may have the focus. */
  function order(deliveries) {
    const wanted = new Set(deliveries.map((delivery) => delivery.number));
    for (const [number, made] of rows) {
      if (wanted.has(number)) continue;
      made.remove();
      rows.delete(number);
    }
    deliveries.forEach((delivery, index) => {
      if (!rows.has(delivery.number)) rows.set(delivery.number, row(delivery));
      const made = rows.get(delivery.number);
      if (list.children[index] !== made) list.insertBefore(made, list.children[index] ?? null);
    });
  }

  async function load() {
    const values = Object.fromEntries(new FormData(filter));
    if (before) values.before = before;
    const mine = ++loads;
    const text = await (await ask("deliveries" + asked(values))).text();
    // What was asked for in the meantime is something else.
    if (mine !== loads || text === last) return false;
    last = text;
    const page = JSON.parse(text);
    order(page.deliveries);
    const count = element("count");
    const texts = count.dataset;
    const kind = page.all === 0 ? texts.none : page.wanted === page.kept ? texts.all : texts.some;
    const lost = page.all - page.kept;
    count.textContent = filled(kind + (lost ? texts.lost : ""), { ...page, lost });
    element("newest").hidden = before === null;
    element("older").hidden = !page.older;
    mark();
    return true;
  }

  /** Loads it anew, from the newest or from another one. */
  function reload(from = null) {
    before = from;
    last = "";
    return attempt(load);
  }

  function mark() {
    for (const [number, made] of rows) {
      const link = made.querySelector("a");
      if (number === opened?.number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // One delivery

  let opened = null;
  let opens = 0;

  function fill(name, content) {
    const place = slot(name);
    const parts = [content ?? []].flat();
    place.replaceChildren(...parts);
    (place.closest(`[data-part="${name}"]`) ?? place).hidden = parts.length === 0;
  }

  const fillText = (name, text) => fill(name, text === null || text === undefined ? null : shown(String(text)));
  const fillList = (name, texts) => fill(name, texts?.map((text) => make("li", "", prose(text))));

  function node({ name, label, text, hidden, object, list: elements }) {
    const called = name === undefined ? [] : [make("code", "", shown(name)), " "];
    const means = label ? [" ", make("span", "label", prose(label))] : [];
    const children = object ?? elements;
    if (!children) {
      const value = text === undefined ? withheld(hidden) : make("span", "value", shown(text));
      return make("li", "", ...called, value, ...means);
    }
    const size = make("span", "size", object ? `{${children.length}}` : `[${children.length}]`);
    const folded = make("details", "", make("summary", "", ...called, size, ...means), nodes(children));
    folded.open = true;
    return make("li", "", folded);
  }

  /** Nodes as a list; of many, the first. */
  function nodes(children, into = make("ul", "")) {
    into.replaceChildren(...children.slice(0, CHILDREN).map(node));
    if (children.length <= CHILDREN) return into;
    const more = copy("more");
    more.textContent = filled(more.textContent, { count: children.length.toLocaleString() });
    more.addEventListener("click", () => into.replaceChildren(...children.map(node)));
    into.append(make("li", "", more));
    return into;
  }

  function parameter({ name, value, bytes, notes }) {
    const term = make("dt", "", make("code", "", name === null ? withheld("?") : shown(name)));
    const shownValue = value === null ? withheld(bytes) : make("span", "value", shown(value));
    return [term, make("dd", "", shownValue, ...notes.flatMap((note) => [" ", make("span", "note", note)]))];
  }

  function show(delivery) {
    opened = delivery;
    fill("name", named(delivery.name ?? word("unnamed")));
    fillText("event", delivery.event);
    fill("sentence", delivery.verdict && prose(delivery.verdict.sentence));
    element("verdict").classList.toggle("good", delivery.verdict?.ok === true);
    element("verdict").classList.toggle("bad", delivery.verdict?.ok === false);
    fillList("hints", delivery.verdict?.hints);
    fillList("violations", delivery.verdict?.violations);
    for (const name of ["outcome", "at", "family", "id", "request", "content_type", "bytes"]) fillText(name, delivery[name]);
    fillText("took", `${delivery.milliseconds} ms`);
    fill("content", delivery.content?.map(node));
    if (delivery.content) nodes(delivery.content, slot("content"));
    fill("parameters", delivery.parameters.flatMap(parameter));
    const { status, text, remarks } = delivery.reply;
    fillText("reply", status && [status, text].filter((part) => part !== null).join(" "));
    slot("reply").closest("section").hidden = false;
    fillList("remarks", remarks);
    element("actions").hidden = !delivery.whole;
    tell(element("replay"), "");
    tick();
    mark();
    document.body.classList.add("open");
    detail.hidden = false;
  }

  function close() {
    const link = rows.get(opened?.number)?.querySelector("a");
    opened = null;
    detail.hidden = true;
    document.body.classList.remove("open");
    mark();
    link?.focus();
  }

  /** Shows what the URL names. */
  async function follow() {
    const mine = ++opens;
    const number = location.hash.slice(1);
    if (number === "") return close();
    if (!/^\d+$/.test(number)) return;
    try {
      const delivery = await (await ask(`deliveries/${number}${asked({})}`)).json();
      if (mine !== opens) return;
      const isOther = opened?.number !== delivery.number;
      show(delivery);
      if (isOther) element("title").focus();
    } catch {
      location.hash = "";
    }
  }

  /** A time of so many seconds, as clocks show it. */
  function clock(seconds) {
    const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
    return (seconds < 3600 ? parts.slice(1) : parts).join(":");
  }

  /** Which text tells whether Alipay delivers it again. */
  function fate({ reply, again }, left) {
    if (reply.success) return "done";
    if (again.came_as) return "came";
    if (!again.next_at) return "last";
    return left ? "next" : "due";
  }

  /** Tells how long it is until Alipay delivers it again. */
  function tick() {
    if (!opened) return;
    const { again, reply } = opened;
    const place = element("again");
    place.hidden = !again && !reply.success;
    if (place.hidden) return;
    const left = Math.max(0, Math.ceil(((again?.next_at ?? 0) - Date.now()) / 1000));
    const text = filled(place.dataset[fate(opened, left)], { ...again, wait: clock(left) });
    if (place.textContent !== text) place.textContent = text;
  }

  async function follows() {
    if (!opened?.again?.next_at || opened.again.came_as) return;
    const asking = opened;
    asking.again = await (await ask(`deliveries/${asking.number}/again`)).json();
  }

  // Buttons

  function tell(form, kind, values = {}) {
    const place = form.querySelector(".result");
    const text = kind in place.dataset ? filled(place.dataset[kind], values) : kind;
    place.textContent = visible(text.slice(0, SHOWN));
  }

  async function send(form, path, values) {
    tell(form, "waiting");
    try {
      const done = await (await ask(path, { method: "POST", body: JSON.stringify(values) })).json();
      if (hide.checked) done.reply = "";
      tell(form, done.error ?? "answered", done);
    } catch (error) {
      tell(form, String(error));
    }
  }

  element("replay").addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, `deliveries/${opened.number}/replay`, { to: event.target.to.value });
  });

  element("example")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const [family, ...name] = event.target.message.value.split(" ");
    send(event.target, "examples", { family, name: name.join(" "), to: event.target.to.value });
  });

  element("curl").addEventListener("click", async () => {
    const form = element("replay");
    const to = new URLSearchParams({ to: form.to.value });
    try {
      const { text, error } = await (await ask(`deliveries/${opened.number}/curl?${to}`)).json();
      if (error) return tell(form, error);
      await navigator.clipboard.writeText(text);
      tell(form, "copied");
    } catch {
      tell(form, "uncopied");
    }
  });

  element("save").addEventListener("click", async () => {
    try {
      const answer = await ask(`deliveries/${opened.number}/file`);
      const link = make("a", "");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = answer.headers.get("content-disposition").split('"')[1];
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      tell(element("replay"), "saved", { name: link.download });
    } catch (error) {
      tell(element("replay"), String(error));
    }
  });

  filter.addEventListener("input", () => reload());
  filter.addEventListener("submit", (event) => event.preventDefault());
  element("newest").addEventListener("click", () => reload());
  element("older").addEventListener("click", () => reload([...rows.keys()].reduce((a, b) => Math.min(a, b))));

  // Values stay hidden when the page is loaded anew.
  hide.checked = sessionStorage.getItem("hide") === "1";
  hide.addEventListener("change", () => {
    sessionStorage.setItem("hide", hide.checked ? "1" : "");
    // Nothing is left to be seen until the answer is there.
    detail.hidden = true;
    order([]);
    reload(before);
    follow();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest("#deliveries > li");
    const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    const isSought = event.key === "/" && !event.target.closest("input, select, textarea");
    const focused = next?.querySelector("a") ?? (isSought ? filter.name : null);
    if (!focused) return;
    event.preventDefault();
    focused.focus();
  });

  // What is new

  /** Does something, and says so if the command is gone. */
  async function attempt(what) {
    try {
      const done = await what();
      gone.hidden = true;
      return done;
    } catch {
      gone.hidden = false;
      return false;
    }
  }

  async function watch() {
    if (!document.hidden && (await attempt(load))) await attempt(follows);
    tick();
    setTimeout(watch, EVERY);
  }

  window.addEventListener("hashchange", follow);
  watch();
  if (location.hash) follow();
})();
