/* Guides that may answer the question, while it is being typed; one opens beside the form, so that nothing is lost.
   Without this script the form shows them once before it files the ticket, and they open in new tabs. */
(() => {
  "use strict";

  const box = document.querySelector("[data-suggestions]");
  if (!box) return;
  const PAUSE = 150;
  // What stood there for so long counts as shown.
  const SEEN = 1000;
  const SHORTEST = 3;
  const LONGEST = 200;
  const fields = box.dataset.for.split(" ").map((id) => document.getElementById(id));
  const form = fields[0].form;
  const list = box.querySelector("ul");
  const row = box.querySelector("template").content.firstElementChild;
  const status = document.getElementById("suggested-status");
  const digits = new Intl.NumberFormat(document.documentElement.lang);
  const dismissed = new Set();
  let shown = [];
  let asked = "";
  let typing = 0;
  let looking = 0;
  let request = null;

  const tell = (what, tokens) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("what", what);
    tokens.forEach((token) => data.append("guide", token));
    // Counting must not disturb: a guide whose story is lost is a guide all the same.
    fetch(box.dataset.suggestions, { method: "POST", body: data, keepalive: true }).catch(() => {});
  };

  // Beside the form where there is room beside it, else between subject and description.
  const chosen = document.querySelector(".desk-chosen");
  const beside = document.getElementById("beside");
  const wide = window.matchMedia("(min-width: 60rem)");
  const place = () => {
    if (wide.matches && !beside.open) chosen.after(box);
    else fields[0].closest(".desk-field").after(box);
  };
  wide.addEventListener("change", place);
  place();

  const show = (suggestions) => {
    const found = suggestions.filter((each) => !dismissed.has(each.url));
    if (found.map((each) => each.url).join("\n") === shown.map((each) => each.url).join("\n")) return;
    shown = found;
    box.hidden = !found.length;
    list.replaceChildren(...found.map(rowOf));
    status.textContent = !found.length
      ? ""
      : found.length === 1
        ? box.dataset.one
        : box.dataset.many.replace("{n}", digits.format(found.length));
    clearTimeout(looking);
    if (found.length) looking = setTimeout(() => tell("shown", found.map((each) => each.token)), SEEN);
  };

  const rowOf = (suggestion) => {
    const item = row.cloneNode(true);
    const link = item.querySelector("a");
    const not = item.querySelector("button");
    link.href = suggestion.url;
    item.querySelector("bdi").textContent = suggestion.title;
    not.setAttribute("aria-label", not.getAttribute("aria-label") + suggestion.title);
    link.addEventListener("click", (event) => {
      tell("opened", [suggestion.token]);
      if (event.ctrlKey || event.metaKey || event.shiftKey || link.origin !== location.origin) return;
      event.preventDefault();
      open(suggestion, link);
    });
    not.addEventListener("click", () => {
      tell("dismissed", [suggestion.token]);
      dismissed.add(suggestion.url);
      const next = item.nextElementSibling || item.previousElementSibling;
      item.remove();
      shown = shown.filter((each) => each !== suggestion);
      box.hidden = !shown.length;
      (next ? next.querySelector("button") : fields[0]).focus();
    });
    return item;
  };

  const ask = async () => {
    const question = fields.map((field) => field.value.trim()).join(" ").trim().slice(0, LONGEST);
    if (question === asked) return;
    asked = question;
    if (request) request.abort();
    if (question.length < SHORTEST) {
      show([]);
      return;
    }
    request = new AbortController();
    try {
      const { signal } = request;
      const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(question)}`, { signal });
      if (answer.ok && !answer.redirected) show((await answer.json()).suggestions);
    } catch {
      // Suggestions are a comfort: without a connection there are none.
    }
  };

  fields.forEach((field) =>
    field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(ask, PAUSE);
    }),
  );
  ask();

  // The guide beside the form.
  const body = beside.querySelector(".desk-beside__body");
  const title = document.getElementById("beside-title");
  const guide = beside.querySelector("[data-guide]");
  const failed = beside.querySelector("[data-failed]");
  let from = null;

  // What reads as a guide: no way out of the form, nothing that only works in its own page, no id that exists here.
  const readable = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const article = page.querySelector("main article") || page.querySelector("main");
    if (!article) return null;
    const unwanted = `h1, nav, form, script, style, dialog, template, .desk-toc, a[href^="${box.dataset.wizard}"]`;
    article.querySelectorAll(unwanted).forEach((each) => each.remove());
    article.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    article.querySelectorAll("a").forEach((link) => {
      link.target = "_blank";
      link.rel = "noopener";
    });
    return article;
  };

  const open = async (suggestion, link) => {
    from = link;
    title.textContent = suggestion.title;
    guide.replaceChildren();
    failed.hidden = true;
    beside.querySelector("a[target]").href = suggestion.url;
    beside.querySelector("[form]").value = suggestion.token;
    if (!beside.open) {
      if (wide.matches) beside.show();
      else beside.showModal();
      // The way back of a phone closes the guide and stays at the form.
      history.pushState({ besideForm: true }, "");
      place();
    }
    body.scrollTop = 0;
    body.focus();
    let found = null;
    try {
      const answer = await fetch(suggestion.url);
      if (answer.ok) found = readable(await answer.text());
    } catch {
      // Said below.
    }
    if (title.textContent !== suggestion.title) return;
    if (found) guide.replaceChildren(found);
    failed.hidden = Boolean(found);
  };

  const close = () => {
    if (!beside.open) return;
    beside.close();
    place();
    (from && from.isConnected ? from : fields[0]).focus();
  };
  const back = () => (history.state && history.state.besideForm ? history.back() : close());
  window.addEventListener("popstate", close);
  beside.querySelector("[data-close]").addEventListener("click", back);
  beside.addEventListener("cancel", (event) => {
    event.preventDefault();
    back();
  });
  beside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && wide.matches) back();
  });
})();
