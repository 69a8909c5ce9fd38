/* Addresses (behind the #), the frame around every view, and what happens when something goes wrong. */

import { signOut } from "./api.js";
import { announce, failure, icon, make } from "./page.js";
import { dress, isDark, isSignedIn, language, speak, switchLight } from "./reader.js";
import { departmentView, formView, typeView } from "./views/filing.js";
import { guideView, homeView } from "./views/guides.js";
import { signInView } from "./views/sign_in.js";
import { threadView } from "./views/thread.js";
import { ticketsView } from "./views/tickets.js";
import { say } from "./words.js";

// [address, view, who may see it without signing in]
const VIEWS = [
  [/^\/$/, homeView, true],
  [/^\/guides\/(?<id>\d+)$/, guideView, true],
  [/^\/sign-in$/, signInView, true],
  [/^\/tickets$/, ticketsView, false],
  [/^\/tickets\/(?<reference>[0-9]+)$/, threadView, false],
  [/^\/new$/, departmentView, false],
  [/^\/new\/(?<department>[^/]+)$/, typeView, false],
  [/^\/new\/(?<department>[^/]+)\/(?<type>[^/]+)$/, formView, false],
];

const main = document.querySelector("main");
let [turn, leave, carried] = [0, [], {}];

// To an address; `more` is for the next view alone.
const go = (path, more = {}) => {
  carried = more;
  if (location.hash === `#${path}`) show();
  else location.hash = path;
};

const where = () => {
  const [path, search = ""] = (location.hash.slice(1) || "/").split("?");
  return { path, search: new URLSearchParams(search) };
};

const show = async () => {
  const mine = (turn += 1);
  const { path, search } = where();
  const more = carried;
  carried = {};
  leave.splice(0).forEach((end) => end());
  frame(path);
  const found = VIEWS.map(([address, view, isOpen]) => ({ match: address.exec(path), view, isOpen })).find(({ match }) => match);
  if (found && !found.isOpen && !isSignedIn()) {
    go("/sign-in", { next: path });
    return;
  }
  const waiting = setTimeout(() => main.replaceChildren(make("p", { class: "soft", role: "status" }, say("loading"))), 300);
  try {
    const names = Object.entries((found && found.match.groups) || {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    const view = found
      ? await found.view({ ...Object.fromEntries(names), ...more, search, go, whileShown: (end) => (mine === turn ? leave.push(end) : end()) })
      : { name: say("nowhere"), element: failure({ status: 404 }) };
    if (mine !== turn) return;
    draw(view);
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status === 401) {
      go("/sign-in", { next: path, why: problem.sentence });
      return;
    }
    if (problem.status === undefined) throw problem;
    draw({ name: say("support"), element: failure(problem, show) });
  } finally {
    clearTimeout(waiting);
  }
};

let isFirst = true;

const draw = ({ name, element, announcement }) => {
  main.replaceChildren(element);
  document.title = `${name} – ${say("support")}`;
  frame(where().path);
  if (announcement) announce(announcement);
  // Whoever goes on by keyboard or ear begins at the heading of what is new; not when the page has only just opened.
  const heading = main.querySelector("h1");
  if (heading && !isFirst) heading.focus({ preventScroll: true });
  if (!isFirst) scrollTo(0, 0);
  isFirst = false;
};

// Below which of the addresses in the menu a view stands.
const isWithin = (path, now) => now.startsWith(path === "/" ? "/guides/" : `${path}/`);

const link = (path, words, now) => make("a", { class: "nav__link", href: `#${path}`, "aria-current": now === path ? "page" : isWithin(path, now) && "true" }, words);

const frame = (now) => {
  const redraw = (change) => () => {
    change();
    show();
  };
  document.querySelector("header").replaceChildren(
    make("a", { class: "skip", href: "#main", onclick: (event) => {
      event.preventDefault();
      const heading = main.querySelector("h1");
      if (heading) heading.focus();
    } }, say("skip")),
    make("div", { class: "wrap header__row" },
      make("a", { class: "logo", href: "#/" }, icon("logo"), make("span", {}, say("support"))),
      make("nav", { class: "nav", "aria-label": say("navigation") }, link("/", say("guides"), now), link("/tickets", say("tickets"), now), link("/new", say("file"), now)),
      make("div", { class: "nav nav--end" },
        isSignedIn()
          ? make("button", { type: "button", class: "nav__link", onclick: async () => {
            const ended = signOut();
            go("/");
            await ended;
            announce(say("signedOut"));
          } }, icon("logout", { mirrored: true }), say("signOut"))
          : link("/sign-in", say("signIn"), now))));
  document.querySelector("footer").replaceChildren(make("div", { class: "wrap apart" },
    make("button", { type: "button", class: "nav__link", lang: language() === "fa" ? "en" : "fa", onclick: redraw(() => speak(language() === "fa" ? "en" : "fa")) }, icon("globe"), say("otherLanguage")),
    make("button", { type: "button", class: "nav__link", onclick: redraw(switchLight) }, icon("sun"), say(isDark() ? "light" : "dark"))));
};

dress();
addEventListener("hashchange", show);
show();
