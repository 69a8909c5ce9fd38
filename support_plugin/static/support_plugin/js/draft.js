/* What is typed into the ticket's form is kept while one writes, and once more before the page is left.
   Without this script the form has a button for it. */
(() => {
  "use strict";

  const status = document.querySelector("[data-draft]");
  if (!status) return;
  const PAUSE = 1500;
  const AGAIN = 60_000;
  const FIELD = /^(subject|description|product|form_version|field_[a-z0-9-]+)$/;
  const form = status.closest("form");
  const words = status.dataset;
  let timer = 0;
  let request = null;
  let isOver = false;
  let isLeaving = false;

  // Logging in again changes the token; the page that was open has the old one.
  const token = () => {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (cookie) form.elements.csrfmiddlewaretoken.value = cookie[1];
    return form.elements.csrfmiddlewaretoken.value;
  };

  // What was taken back is gone for good; what is only ticked can still be unticked.
  const taken = () => [...form.querySelectorAll("input[type=hidden][name=remove]")].map((field) => field.value);
  const files = () => [...form.querySelectorAll("[data-uuid]")].map((row) => row.dataset.uuid);
  const typed = () => [...new FormData(form)].filter(([name, value]) => FIELD.test(name) && typeof value === "string");
  const state = () => JSON.stringify([typed(), files(), taken()]);
  let kept = words.unsaved === undefined ? state() : "";

  const say = (sentence) => {
    if (status.textContent !== sentence) status.textContent = sentence;
  };

  // From now on this address, and the steps before it, bring the words back.
  const goOnWith = (key) => {
    const withDraft = (address) => {
      const url = new URL(address, location.href);
      url.searchParams.set("draft", key);
      return url.href;
    };
    history.replaceState(history.state, "", withDraft(location.href));
    document.querySelectorAll("a[data-with-draft]").forEach((link) => (link.href = withDraft(link.href)));
  };

  const sentenceOf = async (answer) => {
    try {
      return (await answer.json()).error || words.textFailed;
    } catch {
      return words.textFailed;
    }
  };

  const keep = async (options = {}) => {
    clearTimeout(timer);
    const now = state();
    if (isOver || isLeaving || now === kept) return;
    if (request) request.abort();
    const mine = new AbortController();
    request = mine;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    data.append("submission_key", form.elements.submission_key.value);
    data.append("department", words.department);
    data.append("ticket_type", words.ticketType);
    typed().forEach(([name, value]) => data.append(name, value));
    taken().forEach((uuid) => data.append("remove", uuid));
    try {
      const answer = await fetch(words.draft + location.search, { method: "POST", body: data, signal: mine.signal, ...options });
      if (answer.redirected) {
        say(words.textLoggedOut);
      } else if (answer.ok) {
        kept = now;
        const isKept = Boolean((await answer.json()).kept_at);
        if (isKept) goOnWith(form.elements.submission_key.value);
        say(isKept ? words.textKept : "");
      } else {
        say(await sentenceOf(answer));
        isOver = answer.status === 409;
        if (answer.status === 429 || answer.status >= 500) soon(AGAIN);
      }
    } catch {
      if (mine.signal.aborted) return;
      say(words.textFailed);
      soon(AGAIN);
    }
    if (request === mine) request = null;
  };

  const soon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  };

  form.addEventListener("input", () => soon(PAUSE));
  form.addEventListener("change", () => soon(PAUSE / 10));
  window.addEventListener("online", () => soon(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ keepalive: true });
  });
  window.addEventListener("pagehide", () => keep({ keepalive: true }));

  // Whatever submits these words or ends them needs no draft of them on the way.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !(event.target === form || event.target.matches("[data-ends-draft]"))) return;
    isLeaving = true;
    clearTimeout(timer);
    if (request) request.abort();
  });
  window.addEventListener("pageshow", () => (isLeaving = false));

  if (words.unsaved !== undefined) soon(PAUSE);
})();
