/* The thread: reading goes on at the first unread message; an answer can be taken back for some seconds. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!StimulusModule || !wagtail || !wagtail.app) return;

  const number = new Intl.NumberFormat(document.documentElement.lang || "fa", { useGrouping: false });

  class ThreadController extends StimulusModule.Controller {
    static targets = ["pending"];

    connect() {
      const named = window.location.hash && document.querySelector(window.location.hash);
      const problem = document.querySelector("[data-desk-focus]");
      const goal = problem || named || this.element.querySelector(".desk-msg--new");
      if (!goal || goal.id === "compose") return;
      goal.focus({ preventScroll: true });
      goal.scrollIntoView({ block: problem ? "center" : "start" });
    }

    // The customer sees it now.
    settle() {
      this.pendingTargets.forEach((mark) => mark.remove());
    }
  }

  class UndoController extends StimulusModule.Controller {
    static targets = ["status", "button", "bar"];

    static values = { left: Number, words: String, one: String };

    connect() {
      this.end = Date.now() + this.leftValue * 1000;
      this.whole = this.leftValue;
      // Said once: a live region speaks when it changes, and what stood there at the beginning is no change.
      const words = this.statusTarget.textContent;
      this.statusTarget.textContent = "";
      setTimeout(() => {
        this.statusTarget.textContent = words;
      }, 100);
      this.timer = setInterval(() => this.tick(), 250);
      this.tick();
    }

    tick() {
      const left = Math.ceil((this.end - Date.now()) / 1000);
      if (left <= 0) {
        const had = this.element.contains(document.activeElement);
        this.disconnect();
        const thread = document.querySelector("[data-controller~=desk-thread]");
        if (thread) this.application.getControllerForElementAndIdentifier(thread, "desk-thread").settle();
        this.element.remove();
        const newest = thread && thread.querySelector(".desk-msg:last-of-type");
        if (had && newest) newest.focus({ preventScroll: true });
        return;
      }
      const words = left === 1 ? this.oneValue : this.wordsValue;
      this.buttonTarget.textContent = words.replace("{seconds}", number.format(left));
      this.barTarget.style.inlineSize = `${(100 * left) / this.whole}%`;
    }

    disconnect() {
      clearInterval(this.timer);
    }
  }

  class CopyController extends StimulusModule.Controller {
    static values = { text: String, done: String };

    copy() {
      navigator.clipboard.writeText(this.textValue).then(() => {
        document.dispatchEvent(
          new CustomEvent("w-messages:add", { detail: { text: this.doneValue, type: "success" } }),
        );
      });
    }
  }

  wagtail.app.register("desk-thread", ThreadController);
  wagtail.app.register("desk-undo", UndoController);
  wagtail.app.register("desk-copy", CopyController);
})();
