import { signIn } from "../api.js";
import { field, tellProblem } from "../form.js";
import { announce, banner, icon, make, summary, title, whileBusy } from "../page.js";
import { say } from "../words.js";

export const signInView = ({ go, next, why }) => {
  const login = field({ kind: "text", label: say("login"), pointer: "#/login", autocomplete: "username" });
  const password = field({ kind: "text", label: say("password"), pointer: "#/password", autocomplete: "current-password" });
  password.element.querySelector("input").type = "password";
  [login, password].forEach((each) => each.need(true));
  const problems = summary();
  const button = make("button", { class: "button button--primary button--block" }, say("signIn"));
  const form = make("form", { class: "card form", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    whileBusy(button, say("signingIn"), async () => {
      const [name, secret] = [login.read(), password.element.querySelector("input").value];
      const missing = [!name && { pointer: "#/login", detail: say("noLogin") }, !secret && { pointer: "#/password", detail: say("noPassword") }].filter(Boolean);
      [login, password].forEach((each) => each.refuse(""));
      problems.clear();
      if (missing.length) {
        tellProblem({ errors: missing }, [login, password], problems, say("incomplete"));
        return;
      }
      try {
        await signIn(name, secret);
        announce("");
        go(next || "/tickets");
      } catch (problem) {
        tellProblem(problem, [login, password], problems, problem.sentence);
        problems.element.querySelector("ul").remove();
      }
    });
  } }, problems.element, login.element, password.element, button);
  return {
    name: say("signIn"),
    announcement: why,
    element: make("div", { class: "slim stack" },
      make("div", { class: "centre" }, make("span", { class: "star" }, icon("star-solid"), icon("key")), title(say("signInTitle")), make("p", { class: "soft" }, say("signInWhy"))),
      why && banner("you", "clock", make("p", {}, why)),
      form),
  };
};
