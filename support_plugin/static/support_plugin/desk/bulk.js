/* The bar below the queue appears with the first tick and says how many there are. Without this script it stands.
   The page of a run shows how far it is. Without this script it loads itself anew. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!(StimulusModule && wagtail && wagtail.app)) return;

  const digits = (number) => new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false }).format(number);

  class BulkController extends StimulusModule.Controller {
    static targets = ["count", "page"];

    static values = { chosen: String, ticked: Boolean };

    connect() {
      this.listen = () => this.count();
      this.pageTarget.hidden = false;
      document.addEventListener("change", this.listen);
      if (this.tickedValue) this.tickPage(true);
      else this.count();
    }

    disconnect() {
      document.removeEventListener("change", this.listen);
    }

    get boxes() {
      return [...document.querySelectorAll('input[name="ticket"][form="desk-bulk"]')];
    }

    tickPage(isTicked) {
      this.boxes.forEach((box) => {
        box.checked = isTicked;
      });
      this.count();
    }

    togglePage() {
      this.tickPage(this.pageTarget.checked);
    }

    count() {
      const ticked = this.boxes.filter((box) => box.checked).length;
      const all = this.element.querySelector('input[name="all"]');
      const isAll = Boolean(all && all.checked);
      this.element.classList.toggle("desk-bulk--idle", !ticked && !isAll);
      this.pageTarget.checked = ticked > 0 && ticked === this.boxes.length;
      this.pageTarget.indeterminate = ticked > 0 && ticked < this.boxes.length;
      this.countTarget.textContent = isAll
        ? all.closest("label").textContent.trim()
        : this.chosenValue.replace("{number}", digits(ticked));
    }
  }
  wagtail.app.register("desk-bulk", BulkController);

  const EVERY = 2000;
  const LONGEST = 60000;

  class BulkRunController extends StimulusModule.Controller {
    connect() {
      this.wait = EVERY;
      this.again();
    }

    disconnect() {
      clearTimeout(this.timer);
    }

    again() {
      this.timer = setTimeout(() => this.look(), this.wait);
    }

    async look() {
      try {
        const response = await fetch(window.location.href, { redirect: "error" });
        if (!response.ok) throw new Error(response.statusText);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        this.show(page.getElementById("bulk-run"));
      } catch {
        this.wait = Math.min(this.wait * 2, LONGEST);
        this.again();
      }
    }

    show(next) {
      if (next.dataset.controller) {
        this.element.replaceChildren(...next.childNodes);
        this.wait = EVERY;
        this.again();
        return;
      }
      this.element.replaceWith(next);
      next.querySelector("h2").focus();
    }
  }
  wagtail.app.register("desk-bulk-run", BulkRunController);
})();
