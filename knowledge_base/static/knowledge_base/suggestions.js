/* Guides while one types: a combobox with a list (WAI-ARIA). Without it the box is a plain search form. */
(() => {
  "use strict";

  const SHORTEST = 2;
  const WAIT_MILLISECONDS = 200;

  class Suggestions {
    constructor(form, number) {
      this.form = form;
      this.input = form.querySelector("input[name=q]");
      this.options = [];
      this.active = -1;
      this.list = this.add("ul", "desk-search__list");
      this.list.id = `suggestions-${number}`;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", this.input.getAttribute("aria-label"));
      this.list.hidden = true;
      this.status = this.add("div", "desk-hidden");
      this.status.setAttribute("role", "status");
      const about = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off" };
      Object.entries(about).forEach(([name, value]) => this.input.setAttribute(name, value));
      this.input.addEventListener("input", () => this.later());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      // The field keeps the focus, so that the click arrives.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    }

    add(tag, className) {
      const element = document.createElement(tag);
      element.className = className;
      return this.form.appendChild(element);
    }

    later() {
      clearTimeout(this.timer);
      this.question = this.input.value.trim();
      if (this.question.length < SHORTEST) this.close();
      else this.timer = setTimeout(() => this.ask(this.question), WAIT_MILLISECONDS);
    }

    async ask(question) {
      try {
        const response = await fetch(`${this.form.dataset.suggestions}?${new URLSearchParams({ q: question })}`, { credentials: "omit" });
        if (!response.ok) return;
        const { results, status } = await response.json();
        // An answer to what stands there no longer, or after somebody left, comes too late.
        if (question === this.question && document.activeElement === this.input) this.show(question, results, status);
      } catch {
        this.close();
      }
    }

    show(question, results, status) {
      const all = { title: this.form.dataset.all.replace("{query}", question), url: `${this.form.action}?${new URLSearchParams({ q: question })}` };
      this.options = results.length ? [...results, all].map((each, place) => this.option(each, place)) : [];
      this.list.replaceChildren(...this.options);
      this.status.textContent = status;
      this.open(this.options.length > 0);
    }

    option({ title, url }, place) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.className = "desk-search__option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      const words = document.createElement("bdi");
      words.textContent = title;
      option.append(words);
      option.addEventListener("click", () => window.location.assign(url));
      return option;
    }

    open(isOpen) {
      this.list.hidden = !isOpen;
      this.input.setAttribute("aria-expanded", String(isOpen));
      this.mark(-1);
    }

    close() {
      clearTimeout(this.timer);
      this.question = null;
      this.status.textContent = "";
      this.open(false);
    }

    mark(place) {
      this.active = place;
      this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
      if (place < 0) this.input.removeAttribute("aria-activedescendant");
      else {
        this.input.setAttribute("aria-activedescendant", this.options[place].id);
        this.options[place].scrollIntoView({ block: "nearest" });
      }
    }

    key(event) {
      if (this.list.hidden || event.isComposing) return;
      const number = this.options.length;
      // One place beside the options is the field itself.
      const moves = { ArrowDown: (this.active + 2) % (number + 1), ArrowUp: (this.active + number + 1) % (number + 1) };
      if (event.key in moves) this.mark(moves[event.key] - 1);
      else if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && this.active >= 0) window.location.assign(this.options[this.active].dataset.url);
      else return;
      event.preventDefault();
    }
  }

  document.querySelectorAll("form[data-suggestions]").forEach((form, number) => {
    if (!form.querySelector("[role=combobox]")) new Suggestions(form, number);
  });
})();
