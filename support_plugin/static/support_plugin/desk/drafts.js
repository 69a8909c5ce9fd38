/* Drafts: what is written is kept on the server after a pause, and before the page is left or anything is sent. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!StimulusModule || !wagtail || !wagtail.app) return;

  const PAUSE = 1500;
  const AGAIN = 5000;
  const SOON = 50;
  const PART = ["mode", "body", "submission_key", "until_date", "until_time"];

  // Logging in again changes the token; the pages that were open have the old one.
  const freshToken = (form) => {
    const field = form.querySelector("[name=csrfmiddlewaretoken]");
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (cookie && field) field.value = cookie[1];
    return field ? field.value : "";
  };

  class DraftsController extends StimulusModule.Controller {
    static targets = ["state"];

    static values = { url: String, failing: String, loggedout: String };

    connect() {
      this.kept = this.written().toString();
      this.seen = this.kept;
      this.isFailing = false;
      this.compareInTheEditorsWords();
      this.timer = setInterval(() => this.look(), 400);
      this.hold = this.hold.bind(this);
      this.flush = this.flush.bind(this);
      document.addEventListener("submit", this.hold, true);
      window.addEventListener("pagehide", this.flush);
    }

    disconnect() {
      clearInterval(this.timer);
      clearTimeout(this.waiting);
      document.removeEventListener("submit", this.hold, true);
      window.removeEventListener("pagehide", this.flush);
    }

    get field() {
      return this.element.querySelector("[data-draftail-input]");
    }

    written() {
      const data = new FormData(this.element);
      return new URLSearchParams(PART.map((name) => [name, data.get(name) || ""]));
    }

    handOver() {
      const editor = this.field && this.field.draftailEditor;
      if (editor && editor.saveState) editor.saveState();
    }

    // The editor writes the same text otherwise than the server does; that alone is nothing to keep.
    compareInTheEditorsWords() {
      const editor = this.field && this.field.draftailEditor;
      if (!editor) {
        this.waiting = setTimeout(() => this.compareInTheEditorsWords(), SOON);
        return;
      }
      const kept = new URLSearchParams(this.kept);
      this.handOver();
      kept.set("body", this.field.value);
      this.kept = kept.toString();
    }

    get isDirty() {
      return this.written().toString() !== this.kept;
    }

    look() {
      const now = this.written().toString();
      if (now !== this.seen) {
        this.seen = now;
        this.due = Date.now() + PAUSE;
      }
      if (this.due && Date.now() >= this.due && !this.isSaving) {
        this.due = 0;
        if (now !== this.kept || this.isFailing) this.save();
      }
    }

    // Answers "kept", "loggedout" or "failing"; a draft that is refused is said when it is sent.
    async save(options = {}) {
      const body = this.written();
      this.isSaving = true;
      let outcome = "failing";
      try {
        const response = await fetch(this.urlValue, {
          method: "POST",
          headers: {
            "X-CSRFToken": freshToken(this.element),
            "X-Requested-With": "XMLHttpRequest",
          },
          body,
          ...options,
        });
        if (response.status === 403) outcome = "loggedout";
        else if (response.ok || response.status === 422) {
          this.stateTarget.textContent = (await response.json()).state;
          this.kept = body.toString();
          outcome = "kept";
        }
      } catch {
        outcome = "failing";
      }
      this.isSaving = false;
      this.isFailing = outcome !== "kept";
      if (this.isFailing) {
        this.stateTarget.textContent = this.failingValue;
        this.due = Date.now() + AGAIN;
      }
      return outcome;
    }

    // Whatever is sent from this page takes with it what is written, also when another button was pressed.
    hold(event) {
      const form = event.target;
      if (form.method !== "post" || form.classList.contains("w-editing-sessions")) return;
      if (this.passing === form) return;
      this.handOver();
      if (!this.isDirty && !this.isFailing) {
        freshToken(form);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      this.save().then((outcome) => {
        if (outcome !== "kept") {
          this.stateTarget.textContent = outcome === "loggedout" ? this.loggedoutValue : this.failingValue;
          this.stateTarget.classList.add("desk-draft--failing");
          return;
        }
        freshToken(form);
        this.passing = form;
        form.requestSubmit(submitter);
        this.passing = null;
      });
    }

    flush() {
      this.handOver();
      if (this.isDirty && !this.element.hasAttribute("data-sent")) this.save({ keepalive: true });
    }

    // What is kept may be left without a question.
    leave(event) {
      const files = this.element.querySelector("[type=file]");
      if (!this.isFailing && !(files && files.files.length)) event.preventDefault();
    }
  }

  wagtail.app.register("desk-drafts", DraftsController);
})();
