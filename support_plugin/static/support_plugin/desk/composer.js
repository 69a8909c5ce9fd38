/* The composer: one field, three kinds of message. Without this script all three buttons show. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!StimulusModule || !wagtail || !wagtail.app) return;

  class ComposerController extends StimulusModule.Controller {
    static values = { draft: Boolean, mode: String, me: String, public: String, writing: String };

    static targets = ["names", "collision", "field", "promise", "promised"];

    connect() {
      document.documentElement.classList.add("desk-js");
      // Back to this page from the browser's memory: what was sent may be sent again, or something else.
      window.addEventListener("pageshow", () => {
        this.element.removeAttribute("data-sent");
        this.element.querySelectorAll("button").forEach((button) => button.removeAttribute("disabled"));
      });
      this.element.addEventListener("submit", () => {
        // The editor hands its text over after a pause; whoever sends at once must not lose the last words.
        const { editor } = this;
        if (editor && editor.saveState) editor.saveState();
        this.element.setAttribute("data-sent", "");
        this.element.querySelectorAll("button").forEach((button) => {
          setTimeout(() => button.setAttribute("disabled", ""), 0);
        });
      });
      // Colleagues hear at once that somebody writes, not with the next ping.
      document.addEventListener("w-unsaved:add", () => setTimeout(() => this.ping(), 0));
      document.addEventListener("w-unsaved:clear", () => setTimeout(() => this.ping(), 0));
      [this.dateField, this.timeField].forEach((field) => field.addEventListener("input", () => this.say()));
      this.say();
      this.fold();
      if (window.location.hash === "#compose") this.focus();
    }

    get editor() {
      const field = this.element.querySelector("[data-draftail-input]");
      return field && field.draftailEditor;
    }

    get hasText() {
      const { editor } = this;
      return Boolean(editor && editor.getEditorState().getCurrentContent().hasText());
    }

    // Whoever presses a key before the editor is there gets into it once it is.
    focus(tries = 100) {
      const isThere = this.element.querySelector(".public-DraftEditor-content");
      if (this.editor && isThere) this.editor.focus();
      else if (tries) setTimeout(() => this.focus(tries - 1), 50);
      this.element.scrollIntoView({ block: "nearest" });
    }

    ping() {
      const session = document.querySelector("form.w-editing-sessions");
      if (session) session.dispatchEvent(new CustomEvent("w-session:ping", { bubbles: true }));
    }

    // Who else has unsent text here, from what Wagtail's ping answers.
    presence(event) {
      const others = event.detail && event.detail.data && event.detail.data.other_sessions;
      if (!others) return;
      this.others = others;
      const names = others
        .filter((other) => other.is_editing && !other.is_idle && other.user !== this.meValue)
        .map((other) => this.writingValue.replace("{name}", other.user));
      const words = this.collisionTarget.querySelector("span");
      const said = names.join(" ");
      if (words.textContent.trim() !== said) words.textContent = said;
      this.collisionTarget.hidden = names.length === 0;
    }

    // Wagtail's faces get their names from a tooltip, which is not there until it is shown.
    nameFaces() {
      const faces = document.querySelectorAll("#w-editing-sessions .w-editing-sessions__session");
      (this.others || []).slice(0, faces.length).forEach((other, place) => {
        const face = faces[place].matches("button") ? faces[place] : null;
        if (face && !face.hasAttribute("aria-label")) face.setAttribute("aria-label", other.user);
      });
    }

    choose(event) {
      const isLeavingNote = this.modeValue === "note" && event.target.value !== "note";
      if (isLeavingNote && this.hasText && !window.confirm(this.publicValue)) {
        this.element.querySelector("[name=mode][value=note]").checked = true;
        return;
      }
      this.modeValue = event.target.value;
      this.open();
    }

    // On a phone only the three modes stand there until one is chosen or something was written.
    fold() {
      const isOpen = this.draftValue || window.location.hash === "#compose";
      this.element.classList.toggle("desk-composer--folded", !isOpen);
    }

    open() {
      if (!this.element.classList.contains("desk-composer--folded")) return;
      this.element.classList.remove("desk-composer--folded");
      this.focus();
    }

    // One of the moments that are offered.
    promise(event) {
      const { date, time } = event.currentTarget.dataset;
      this.dateField.value = date;
      this.timeField.value = time;
      this.say();
    }

    // The button names the promise, and the moment that stands in the fields is the pressed one.
    say() {
      const [date, time] = [this.dateField.value.trim(), this.timeField.value.trim()];
      if (this.hasPromisedTarget) this.promisedTarget.textContent = date;
      this.promiseTargets.forEach((each) => {
        const isChosen = each.dataset.date === date && each.dataset.time === time;
        each.setAttribute("aria-pressed", String(isChosen));
      });
    }

    get dateField() {
      return this.element.querySelector("[name=until_date]");
    }

    get timeField() {
      return this.element.querySelector("[name=until_time]");
    }

    // Which files were chosen; a browser's own words would be in the browser's language.
    name(event) {
      this.namesTarget.replaceChildren(
        ...Array.from(event.target.files, (file) => {
          const name = document.createElement("bdi");
          name.textContent = file.name;
          return name;
        }),
      );
    }

    modeValueChanged(mode) {
      ["reply", "note", "hold"].forEach((name) => {
        this.element.classList.toggle(`desk-mode--${name}`, name === mode);
      });
      const radio = this.element.querySelector(`[name=mode][value=${mode}]`);
      if (radio) radio.checked = true;
      const button = this.element.querySelector(`.desk-send.desk-only--${mode}`);
      if (button) this.element.action = button.getAttribute("formaction");
    }
  }

  wagtail.app.register("support-composer", ComposerController);
})();
