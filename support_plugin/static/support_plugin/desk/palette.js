/* The palette of canned replies and guides: opened by a slash in the text, or by its buttons. */
(() => {
  "use strict";

  const { StimulusModule, wagtail } = window;
  if (!StimulusModule || !wagtail || !wagtail.app) return;

  const PAUSE = 120;
  const PROMPT = /(?:^|\s)\/([^/]{0,40})$/;

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  // The letters that were typed, underlined where they stand in the name.
  const marked = (name, query) => {
    const word = query.trim().split(/\s+/)[0] || "";
    const at = word ? name.toLowerCase().indexOf(word.toLowerCase()) : -1;
    if (at < 0) return [name];
    return [
      name.slice(0, at),
      element("mark", "", name.slice(at, at + word.length)),
      name.slice(at + word.length),
    ];
  };

  class PaletteController extends StimulusModule.Controller {
    static targets = ["box", "search", "list", "chosen"];

    static values = { url: String, canned: String, guides: String, empty: String };

    connect() {
      this.follow = this.follow.bind(this);
      this.away = this.away.bind(this);
      document.addEventListener("selectionchange", this.follow);
      document.addEventListener("mousedown", this.away);
      this.element.addEventListener("keydown", (event) => this.steer(event), true);
      this.element.addEventListener("keyup", this.follow);
      this.searchTarget.addEventListener("input", () => this.ask(this.searchTarget.value));
    }

    disconnect() {
      document.removeEventListener("selectionchange", this.follow);
      document.removeEventListener("mousedown", this.away);
    }

    get editor() {
      const field = this.element.querySelector("[data-draftail-input]");
      return field && field.draftailEditor;
    }

    get isOpen() {
      return !this.boxTarget.hidden;
    }

    // What stands between the slash and the cursor, or null.
    get prompt() {
      const { editor } = this;
      if (!editor) return null;
      const state = editor.getEditorState();
      const selection = state.getSelection();
      if (!selection.isCollapsed() || !selection.getHasFocus()) return null;
      const block = state.getCurrentContent().getBlockForKey(selection.getAnchorKey());
      const before = block.getText().slice(0, selection.getAnchorOffset());
      const found = before.match(PROMPT);
      return found && { query: found[1], start: before.length - found[1].length - 1, key: block.getKey() };
    }

    follow() {
      if (this.isOpen && !this.searchTarget.hidden) return;
      const { prompt } = this;
      if (!prompt) {
        this.dismissed = null;
        if (this.isOpen) this.close();
        return;
      }
      const spot = `${prompt.key} ${prompt.start}`;
      if (this.dismissed === spot || (this.isOpen && this.asked === prompt.query)) return;
      this.only = "";
      this.searchTarget.hidden = true;
      this.ask(prompt.query);
    }

    openCanned() {
      this.openWithSearch("");
    }

    openGuides() {
      this.openWithSearch("guides");
    }

    openWithSearch(only) {
      this.only = only;
      this.searchTarget.hidden = false;
      this.searchTarget.value = "";
      this.show([]);
      this.searchTarget.focus();
      this.ask("");
    }

    ask(query) {
      this.asked = query;
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        const address = new URL(this.urlValue, window.location.href);
        address.search = new URLSearchParams({ q: query, only: this.only });
        try {
          const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
          if (!response.ok || this.asked !== query) return;
          const found = await response.json();
          if (this.asked === query) this.offer(found, query);
        } catch {
          this.close();
        }
      }, PAUSE);
    }

    offer(found, query) {
      if (this.searchTarget.hidden && !this.prompt) return;
      const items = [
        ...found.canned.map((canned) => ({ group: this.cannedValue, name: canned.name, canned })),
        ...found.guides.map((guide) => ({ group: this.guidesValue, name: guide.title, guide })),
      ];
      // A slash that means nothing of this is only a slash.
      if (items.length === 0 && this.searchTarget.hidden && query) {
        this.close();
        return;
      }
      this.show(items, query);
    }

    show(items, query = "") {
      this.items = items;
      const rows = [];
      items.forEach((item, place) => {
        if (place === 0 || items[place - 1].group !== item.group) {
          const head = element("p", "desk-palette__group", item.group);
          head.setAttribute("role", "presentation");
          rows.push(head);
        }
        const row = element("div", "desk-palette__item", element("strong", "", ...marked(item.name, query)));
        if (item.canned) {
          row.append(element("span", "desk-palette__text", item.canned.excerpt));
          if (item.canned.changes.length) {
            row.append(element("span", "desk-palette__changes", item.canned.changes.join(" · ")));
          }
        }
        row.id = `desk-palette-${place}`;
        row.setAttribute("role", "option");
        row.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.insert(item);
        });
        rows.push(row);
      });
      if (items.length === 0 && query) rows.push(element("p", "desk-palette__group", this.emptyValue));
      this.listTarget.replaceChildren(...rows);
      this.boxTarget.hidden = false;
      this.point(0);
    }

    point(place) {
      const rows = this.listTarget.querySelectorAll("[role=option]");
      this.place = rows.length ? (place + rows.length) % rows.length : -1;
      rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.place)));
      const owner = this.searchTarget.hidden
        ? this.element.querySelector(".public-DraftEditor-content")
        : this.searchTarget;
      if (owner && this.place >= 0) {
        owner.setAttribute("aria-controls", this.listTarget.id);
        owner.setAttribute("aria-activedescendant", rows[this.place].id);
        rows[this.place].scrollIntoView({ block: "nearest" });
      }
    }

    steer(event) {
      if (!this.isOpen || event.isComposing) return;
      const keys = {
        ArrowDown: () => this.point(this.place + 1),
        ArrowUp: () => this.point(this.place - 1),
        Enter: () => this.place >= 0 && this.insert(this.items[this.place]),
        Escape: () => this.dismiss(),
      };
      if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" && this.place < 0 && this.searchTarget.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    }

    dismiss() {
      const { prompt } = this;
      if (prompt) this.dismissed = `${prompt.key} ${prompt.start}`;
      const back = !this.searchTarget.hidden;
      this.close();
      if (back && this.editor) this.editor.focus();
    }

    away(event) {
      if (this.isOpen && !this.boxTarget.contains(event.target)) this.close();
    }

    close() {
      clearTimeout(this.timer);
      this.asked = null;
      this.boxTarget.hidden = true;
      this.searchTarget.hidden = true;
      const content = this.element.querySelector(".public-DraftEditor-content");
      if (content) content.removeAttribute("aria-activedescendant");
    }

    insert(item) {
      const { editor, prompt } = this;
      const { Modifier, SelectionState, EditorState, ContentState } = window.DraftJS;
      const state = editor.getEditorState();
      let content = state.getCurrentContent();
      let selection = state.getSelection();
      if (prompt && this.searchTarget.hidden) {
        selection = SelectionState.createEmpty(prompt.key).merge({
          anchorOffset: prompt.start,
          focusOffset: selection.getAnchorOffset(),
        });
      }
      if (item.guide) {
        const { page, url, title } = item.guide;
        const data = page ? { id: page, url, linktype: "page" } : { url };
        content = content.createEntity("LINK", "MUTABLE", data);
        content = Modifier.replaceText(content, selection, title, null, content.getLastCreatedEntityKey());
        const after = content.getSelectionAfter();
        content = Modifier.insertText(content, after, " ");
      } else {
        const fragment = ContentState.createFromText(item.canned.text.replace(/\r\n?/g, "\n"));
        content = Modifier.replaceWithFragment(content, selection, fragment.getBlockMap());
        this.choose(item.canned);
      }
      this.close();
      let next = EditorState.push(state, content, "insert-characters");
      next = EditorState.forceSelection(next, content.getSelectionAfter());
      editor.onChange(next);
      setTimeout(() => editor.focus(), 0);
    }

    // What it changes on the ticket is ticked below the text, and can be unticked.
    choose(canned) {
      const composer = this.application.getControllerForElementAndIdentifier(this.element, "support-composer");
      if (canned.kind === "note" && composer) composer.modeValue = "note";
      if (!canned.changes.length) return;
      const same = this.chosenTarget.querySelector(`[value="${canned.key}"]`);
      if (same) {
        same.checked = true;
        return;
      }
      const box = element("input");
      Object.assign(box, { type: "checkbox", name: "canned", value: canned.key, checked: true });
      const words = [canned.name, ...canned.changes].join(" · ");
      this.chosenTarget.append(element("li", "", element("label", "", box, " ", element("bdi", "", words))));
    }
  }

  wagtail.app.register("desk-palette", PaletteController);
})();
