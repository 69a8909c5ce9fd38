/* The desk's composer: one field, three kinds of message. Without this script all three buttons show. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (StimulusModule && wagtail && wagtail.app) {
    class ComposerController extends StimulusModule.Controller {
      static values = { mode: String };

      static targets = ["names"];

      connect() {
        document.documentElement.classList.add("desk-js");
        // Back to this page from the browser's memory: what was sent may be sent again, or something else.
        window.addEventListener("pageshow", () => {
          this.element.querySelectorAll("button").forEach((button) => button.removeAttribute("disabled"));
        });
        this.element.addEventListener("submit", () => {
          // The editor hands its text over after a pause; whoever sends at once must not lose the last words.
          const field = this.element.querySelector("[data-draftail-input]");
          const editor = field && field.draftailEditor;
          if (editor && editor.saveState) editor.saveState();
          this.element.querySelectorAll("button").forEach((button) => {
            setTimeout(() => button.setAttribute("disabled", ""), 0);
          });
        });
      }

      choose(event) {
        this.modeValue = event.target.value;
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
        const button = this.element.querySelector(`.desk-send.desk-only--${mode}`);
        if (button) this.element.action = button.getAttribute("formaction");
      }
    }
    wagtail.app.register("support-composer", ComposerController);
  }

  // The sidebar shows the count as a pill; the words with the number stay for screen readers.
  const pill = () => {
    document.querySelectorAll("[data-desk-count]").forEach((link) => {
      const label = link.querySelector(".menuitem-label");
      if (!label || link.querySelector(".desk-pill")) return;
      const words = label.textContent;
      label.textContent = link.dataset.deskLabel;
      link.setAttribute("aria-label", words);
      const count = document.createElement("span");
      count.className = "desk-pill";
      count.setAttribute("aria-hidden", "true");
      count.textContent = link.dataset.deskCount;
      link.append(count);
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    const sidebar = document.getElementById("wagtail-sidebar");
    if (!sidebar) return;
    pill();
    new MutationObserver(pill).observe(sidebar, { childList: true, subtree: true });
  });
})();
