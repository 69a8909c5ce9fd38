import * as api from "../api.js";
import { field, tellProblem } from "../form.js";
import { announce, badge, banner, bdi, icon, make, reference, summary, time, title, whileBusy } from "../page.js";
import { richText } from "../rich_text.js";
import { inBytes, onDay, say } from "../words.js";

const LOOKS_AGAIN_AFTER = 30_000;
// Who looks in here does so as a customer, also where they work at the desk.
const AS_CUSTOMER = "?side=customer";
const TURNS = { you: ["you", "reply"], us: ["us", "clock"], nobody: ["done", "check-circle"] };

export const threadView = async ({ reference: number, isNew, whileShown }) => {
  const path = `tickets/${number}/`;
  const messagesOf = () => api.all(`${path}messages/`, { side: "customer", limit: 100 });
  let [{ ticket, tag }, messages] = await Promise.all([api.seen(path + AS_CUSTOMER), messagesOf()]);

  const heading = title(bdi(ticket.subject));
  const meta = make("p", { class: "meta" });
  const expectation = make("div", {});
  const list = make("ol", { class: "thread", role: "list" });
  const facts = make("dl", { class: "card facts" });
  const closing = make("section", { class: "card stack", "aria-labelledby": "closing" });
  const answering = make("section", { class: "card" });
  const shown = new Set();

  const drawn = (message) => {
    const isProgress = Boolean(message.promised_until);
    const author = message.is_mine ? say("yours") : message.author || say("agentOf", { department: ticket.department.name });
    return make("li", { class: `message${message.is_mine ? " message--own" : ""}${isProgress ? " message--progress" : ""}`, id: `m-${message.id}` },
      make("div", { class: "message__head" },
        make("span", { class: "message__author" }, make("span", { class: "avatar" }, icon(message.is_mine ? "user" : "headset")), bdi(author)), time(message.created_at)),
      isProgress && make("p", { class: "strong" }, say("moreTime", { day: onDay(message.promised_until) })),
      make("div", { class: "prose" }, richText(message.html)),
      message.attachments.length > 0 && make("ul", { class: "chips", role: "list" }, message.attachments.map((file) => make("li", {},
        make("button", { type: "button", class: "chip", onclick: () => save(file) }, icon("clip"), bdi(file.name), make("span", { class: "faint" }, inBytes(file.size)))))));
  };

  const save = async (file) => {
    try {
      const url = URL.createObjectURL(await api.download(file.url));
      make("a", { href: url, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (problem) {
      announce(problem.sentence);
    }
  };

  const draw = () => {
    meta.replaceChildren(badge(ticket), make("span", {}, say("ticket"), reference(ticket.reference)),
      make("span", {}, bdi(ticket.department.name)), make("span", {}, say("filedAt", { time: onDay(ticket.created_at) })));
    const { expectation: next } = ticket;
    expectation.replaceChildren(...(next ? [banner(TURNS[next.turn][0], TURNS[next.turn][1], next.sentence)] : []));
    messages.filter(({ id }) => !shown.has(id)).forEach((message) => {
      shown.add(message.id);
      list.append(drawn(message));
    });
    facts.replaceChildren(...[["department", ticket.department], ["ticketType", ticket.ticket_type], ["product", ticket.product]]
      .filter(([, value]) => value).map(([name, value]) => make("div", {}, make("dt", {}, say(name)), make("dd", {}, bdi(value.name)))),
    ...ticket.answers.map(({ label, text, value }) => make("div", {}, make("dt", {}, label), make("dd", {}, bdi(text || String(value))))));
    closing.hidden = !ticket.can_close;
    answering.querySelectorAll("form").forEach((form) => (form.hidden = !ticket.can_reply));
    over.hidden = ticket.can_reply;
    reopens.hidden = !(ticket.can_reply && ["resolved", "closed"].includes(ticket.status));
  };

  const problems = summary();
  const body = field({ kind: "long_text", rows: 4, label: say("reply"), help: say("secret"), pointer: "#/body" });
  const attachments = field({ kind: "file", label: say("attachments"), pointer: "#/attachments" });
  const over = make("p", { class: "soft" }, say("over"));
  const reopens = make("p", { class: "soft" }, say("reopens"));
  body.need(true);
  const keys = api.keyring();
  const button = make("button", { class: "button button--primary" }, icon("send", { mirrored: true }), say("sendReply"));
  answering.append(over, make("form", { class: "form", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    if (attachments.isBusy()) {
      announce(say("stillUploading"));
      return;
    }
    whileBusy(button, say("sending"), async () => {
      problems.clear();
      [body, attachments].forEach((each) => each.refuse(""));
      const reply = { body: body.read() || "", format: "text", attachments: attachments.read() || [] };
      try {
        await api.post(`${path}messages/${AS_CUSTOMER}`, reply, keys(reply));
        keys.answered();
        body.element.querySelector("textarea").value = "";
        attachments.clear();
        await look();
        announce(say("sent"));
      } catch (problem) {
        if (problem.status) keys.answered();
        tellProblem(problem, [body, attachments], problems, say("notSent"));
      }
    });
  } }, reopens, problems.element, body.element, attachments.element, button));

  const close = make("button", { type: "button", class: "button button--block", onclick: () => whileBusy(close, say("closing"), async () => {
    try {
      ({ ticket, tag } = await api.seen(`${path}close/${AS_CUSTOMER}`, { method: "POST", body: {}, headers: { "If-Match": tag } }));
      announce(say("closed"));
      heading.focus();
    } catch (problem) {
      announce(problem.sentence);
      await look();
    }
    draw();
  }) }, icon("check-circle"), say("close"));
  closing.append(make("h2", { id: "closing" }, say("solved")), make("p", { class: "soft" }, say("solvedWhy")), close);

  // What has come since is added below, without moving anybody's eyes or hands.
  const look = async () => {
    const before = shown.size;
    [{ ticket, tag }, messages] = await Promise.all([api.seen(path + AS_CUSTOMER), messagesOf()]);
    draw();
    if (shown.size > before && !messages.at(-1).is_mine) {
      announce(say("arrived"));
      markRead();
    }
  };
  const markRead = () => api.post(`${path}read/${AS_CUSTOMER}`, {}).catch(() => null);
  const lookQuietly = () => document.hidden || look().catch(() => null);

  draw();
  if (ticket.has_unread) markRead();
  const timer = setInterval(lookQuietly, LOOKS_AGAIN_AFTER);
  document.addEventListener("visibilitychange", lookQuietly);
  whileShown(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", lookQuietly);
  });

  return {
    name: ticket.subject,
    announcement: isNew ? say("filed") : "",
    element: make("div", { class: "stack" },
      make("p", {}, make("a", { href: "#/tickets" }, say("tickets"))), heading, meta,
      isNew && banner("done", "check-circle", say("filed")),
      make("div", { class: "columns" },
        make("div", { class: "stack" }, expectation, list, answering),
        make("aside", { class: "stack" }, facts, closing))),
  };
};
