import * as api from "../api.js";
import { badge, bdi, emptiness, icon, make, reference, time, title } from "../page.js";
import { say } from "../words.js";

export const ticketsView = async () => {
  const first = await api.get("tickets/", { side: "customer", limit: 20 });
  const list = make("ul", { class: "card card--list", role: "list" }, first.results.map(row));
  const older = make("button", { type: "button", class: "button", onclick: () => more() }, say("older"));
  let { next } = first;
  older.hidden = !next;
  const more = async () => {
    const page = await api.following(next);
    const rows = page.results.map(row);
    list.append(...rows);
    ({ next } = page);
    older.hidden = !next;
    rows[0].querySelector("a").focus();
  };
  return {
    name: say("tickets"),
    element: make("div", { class: "stack" },
      make("div", { class: "apart" }, title(say("tickets")), make("a", { class: "button button--primary", href: "#/new" }, icon("plus"), say("file"))),
      first.results.length ? [list, older] : emptiness(say("noTickets"), make("a", { class: "button button--primary", href: "#/new" }, icon("plus"), say("file")))),
  };
};

const row = (ticket) => make("li", { class: `row row--ticket${ticket.has_unread ? " row--unread" : ""}` },
  make("div", { class: "row__body" },
    ticket.has_unread && make("span", { class: "fresh" }, say("fresh")),
    make("a", { class: "row__title", href: `#/tickets/${ticket.reference}` }, bdi(ticket.subject)),
    make("p", { class: "meta" }, make("span", {}, reference(ticket.reference)), make("span", {}, bdi(ticket.department.name)))),
  make("div", { class: "row__end" }, badge(ticket), make("span", { class: "faint" }, time(ticket.last_message_at || ticket.updated_at))));
