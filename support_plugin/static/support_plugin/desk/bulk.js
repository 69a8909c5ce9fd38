/* The bar below the queue appears with the first tick and says how many there are. Without this script it stands. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!(StimulusModule && wagtail && wagtail.app)) return;

  const digits = (number) => new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false }).format(number);

  class BulkController extends StimulusModule.Controller {
    static targets = ["count", "page"];

    static values = { chosen: String };

    connect() {
      this.listen = () => this.count();
      this.pageTarget.hidden = false;
      document.addEventListener("change", this.listen);
      this.count();
    }

    disconnect() {
      document.removeEventListener("change", this.listen);
    }

    get boxes() {
      return [...document.querySelectorAll('input[name="ticket"][form="desk-bulk"]')];
    }

    togglePage() {
      this.boxes.forEach((box) => {
        box.checked = this.pageTarget.checked;
      });
      this.count();
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
})();
