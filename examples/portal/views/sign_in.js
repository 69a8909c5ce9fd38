import { signIn } from "../api.js";
import { field, tellProblem } from "../form.js";
import { announce, icon, make, summary, title, whileBusy } from "../page.js";
import { say } from "../words.js";

export const signInView = ({ go, next }) => {
  const login = field({ kind: "text", label: say("login"), pointer: "#/login", autocomplete: "username" });
  const password = field({ kind: "text", label: say("password"), pointer: "#/password", autocomplete: "current-password" });
  password.element.querySelector("input").type = "password";
  [login, password].forEach((each) => each.need(true));
  const problems = summary();
  const button = make("button", { class: "button button--primary button--block" }, say("signIn"));
  const form = make("form", { class: "card form", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    whileBusy(button, say("signingIn"), async () => {
      problems.clear();
      try {
        await signIn(login.read() || "", password.element.querySelector("input").value);
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
    element: make("div", { class: "slim stack" },
      make("div", { class: "centre" }, make("span", { class: "star" }, icon("star-solid"), icon("key")), title(say("signInTitle")), make("p", { class: "soft" }, say("signInWhy"))),
      form),
  };
};
