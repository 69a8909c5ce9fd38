/* The desk's keys. An element says by `aria-keyshortcuts` which key clicks it.

   Keys are told by their place (`event.code`): on a Persian keyboard the key R types «ق». */
(() => {
  "use strict";

  const config = document.getElementById("wagtail-config");
  const isEnabled = () => {
    try {
      return JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
    } catch {
      return true;
    }
  };
  // The selects of the side panels that a key leads to.
  const FIELDS = { a: "select[name=agent]", d: "select[name=target]" };

  const nameOf = (event) => {
    const key = event.code.replace(/^(Key|Digit|Numpad)(?=.)/, "").replace("NumpadEnter", "Enter");
    const name = key.length === 1 ? key.toLowerCase() : key;
    const chord = [
      event.ctrlKey || event.metaKey ? "Control" : "",
      event.altKey ? "Alt" : "",
      event.shiftKey ? "Shift" : "",
    ];
    // In the order in which they are written: Control+Shift+Enter, Control+Alt+Enter.
    return [...chord.filter(Boolean), name].join("+");
  };

  const isShown = (element) => element.getClientRects().length > 0;

  const owner = (name) => {
    const found = Array.from(document.querySelectorAll(`[aria-keyshortcuts~="${name}"]`));
    // What lies in a closed menu has its key nevertheless.
    return (
      found.find(isShown) || found.find((each) => each.closest("details") && isShown(each.closest("details")))
    );
  };

  const press = (element) => {
    if (element.dataset.deskAsk && composerHasText() && !window.confirm(element.dataset.deskAsk)) return;
    element.click();
    if (element.matches("[name=mode]")) composer().focus();
  };

  const composer = () => {
    const form = document.getElementById("compose");
    const { wagtail } = window;
    return form && wagtail.app.getControllerForElementAndIdentifier(form, "support-composer");
  };

  const composerHasText = () => {
    const found = composer();
    return Boolean(found && found.hasText);
  };

  const rows = () => Array.from(document.querySelectorAll(".desk-queue .desk-row"));
  const rowInFocus = () => rows().find((row) => row.contains(document.activeElement));

  const moveRow = (step) => {
    const all = rows();
    const at = all.indexOf(rowInFocus());
    const goal = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!goal) return;
    const link = goal.querySelector("a.desk-row__subject");
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  };

  let lastTicked = null;
  const tick = (isRange) => {
    const all = rows();
    const here = all.indexOf(rowInFocus());
    if (here < 0) return;
    const box = (row) => row.querySelector("input[type=checkbox]");
    const from = isRange && lastTicked !== null ? Math.min(lastTicked, here) : here;
    const to = isRange && lastTicked !== null ? Math.max(lastTicked, here) : here;
    all.slice(from, to + 1).forEach((row) => {
      const found = box(row);
      if (found && !(isRange && found.checked)) found.click();
    });
    lastTicked = here;
    all[here].querySelector("a.desk-row__subject").focus();
  };

  const inQueue = {
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: () => tick(false),
    "Shift+x": () => tick(true),
  };

  const showPanelOf = (field) => {
    const panel = field.closest("[data-side-panel]");
    if (!panel || isShown(panel)) return;
    const toggle = document.querySelector(`[data-side-panel-toggle="${panel.dataset.sidePanel}"]`);
    if (toggle) toggle.click();
  };

  const act = (name) => {
    if (inQueue[name] && document.querySelector(".desk-queue")) {
      inQueue[name]();
      return true;
    }
    const found = owner(name);
    if (found) {
      press(found);
      return true;
    }
    if (/^[1-9]$/.test(name)) {
      const view = document.querySelectorAll(".desk-views a")[Number(name) - 1];
      if (view) view.click();
      return Boolean(view);
    }
    const field = FIELDS[name] && document.querySelector(FIELDS[name]);
    if (field) {
      showPanelOf(field);
      field.focus();
      return true;
    }
    return false;
  };

  const isField = (target) =>
    target.isContentEditable ||
    (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio]"));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !event.code || event.repeat) return;
    const { target } = event;
    if (!(target instanceof Element)) return;
    const isChord = event.ctrlKey || event.metaKey;
    if (event.key === "Escape" && isField(target)) {
      target.blur();
      return;
    }
    if (isField(target) && !(isChord && event.code.endsWith("Enter"))) return;
    if (!isChord && event.altKey) return;
    if (isChord && !event.code.endsWith("Enter")) return;
    if (document.querySelector(".w-dialog[aria-hidden=false], .modal.in")) return;
    if (!isEnabled()) return;
    if (event.key === "؟") {
      const dialog = document.querySelector("[data-a11y-dialog-show=keyboard-shortcuts-dialog]");
      if (dialog) dialog.click();
      return;
    }
    if (act(nameOf(event))) event.preventDefault();
  });
})();
