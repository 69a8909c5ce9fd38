/* Files go up one by one, each with its own bar, while the rest of the form is being written.
   Without this script the same field sends them with the form. */
(() => {
  "use strict";

  const persian = document.documentElement.lang === "fa";
  const percent = new Intl.NumberFormat(persian ? "fa" : "en", { style: "percent" });

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  document.querySelectorAll("[data-upload]").forEach((field) => {
    const form = field.closest("form");
    const input = field.querySelector("input[type=file]");
    const list = field.querySelector(".desk-files");
    const refusedBox = field.querySelector("[data-upload-refused]");
    const waitingBox = field.querySelector("[data-upload-waiting]");
    const words = field.dataset;
    // Files whose turn has not come, the one on its way, those that were not accepted, and a submit that waits.
    const queue = [];
    let current = null;
    const refused = new Set();
    let waiting = null;

    const sendNext = () => {
      if (current || !queue.length) return;
      current = queue.shift();
      current.send();
    };

    // A file is through, for better or worse, or was taken back: the next one, or the submit that waited for it.
    const settle = () => {
      sendNext();
      if (current || !waiting) return;
      const { button } = waiting;
      waiting = null;
      waitingBox.textContent = "";
      if (!tell(button)) form.requestSubmit(button);
    };

    // Says which file would be missing, once for each. Returns whether there was something to say.
    const tell = (button) => {
      const untold = [...refused].filter((item) => !item.isTold);
      if (!untold.length) return false;
      untold.forEach((item) => (item.isTold = true));
      const names = untold.map((item) => `\u2068${item.file.name}\u2069`).join(" · ");
      const label = (button || form.querySelector("button:not([type=button], [name])")).textContent.trim();
      const sentence = words.textRefused.replace("{name}", () => names).replace("{button}", () => label);
      const line = element("p", "desk-field__error");
      line.append(icon("warning"), element("span", "", sentence));
      refusedBox.replaceChildren(line);
      untold[0].row.scrollIntoView({ block: "center" });
      untold[0].row.focus({ preventScroll: true });
      return true;
    };

    // One button and a place to drop files, instead of the browser's own control.
    const drop = element("div", "desk-drop");
    const choose = element("button", "desk-button", words.textAdd);
    choose.type = "button";
    choose.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
    choose.addEventListener("click", () => input.click());
    drop.append(choose, element("span", "desk-drop__here", words.textDrop));
    input.after(drop);
    input.hidden = true;

    const icon = (name) => {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("class", "desk-icon");
      svg.setAttribute("aria-hidden", "true");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${words.icons}#${name}`);
      svg.append(use);
      return svg;
    };

    // The ending stands apart as a small Latin tag, so that no dot wanders in a Persian name.
    const nameOf = (file) => {
      const name = element("span", "desk-file__name");
      const dot = file.name.lastIndexOf(".");
      name.append(element("bdi", "", dot > 0 ? file.name.slice(0, dot) : file.name));
      if (dot > 0) name.append(element("span", "desk-ext", file.name.slice(dot + 1).toLowerCase()));
      return name;
    };

    const add = (file) => {
      const row = element("li", "desk-file");
      row.tabIndex = -1;
      const body = element("span", "desk-file__body");
      const state = element("span", "desk-file__state");
      state.setAttribute("role", "status");
      const remove = element("button", "desk-button desk-button--icon", "×");
      remove.type = "button";
      remove.setAttribute("aria-label", `${words.textRemove} ${file.name}`);
      body.append(nameOf(file), state);
      row.append(icon(file.type.startsWith("image/") ? "image" : "file"), body, remove);
      list.append(row);
      const item = { file, row, isTold: false };
      let request = null;

      const wait = () => {
        row.classList.remove("desk-file--error");
        forgive();
        item.isTold = false;
        const bar = element("progress");
        bar.max = 1;
        bar.value = 0;
        const percentage = element("span");
        percentage.setAttribute("aria-hidden", "true");
        state.replaceChildren(bar, percentage);
        queue.push(item);
        sendNext();
      };

      item.send = () => {
        const [bar, percentage] = state.children;
        const data = new FormData();
        data.append("submission_key", form.elements.submission_key.value);
        data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        if (words.field) {
          data.append("field", words.field);
          data.append("form_version", words.version);
        }
        data.append("file", file);
        request = new XMLHttpRequest();
        request.responseType = "json";
        request.upload.addEventListener("progress", (event) => {
          if (!event.lengthComputable) return;
          bar.value = event.loaded / event.total;
          percentage.textContent = percent.format(bar.value);
        });
        request.addEventListener("load", () => {
          const answer = request.response;
          if (request.status === 201) finish(answer);
          else fail((answer && answer.error) || words.textFailed, !answer);
        });
        request.addEventListener("error", () => fail(words.textFailed, true));
        // After load, error and abort alike.
        request.addEventListener("loadend", () => {
          current = null;
          settle();
        });
        request.open("POST", words.upload);
        request.send(data);
      };

      const finish = (answer) => {
        row.dataset.uuid = answer.id;
        row.dataset.name = answer.name;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        state.replaceChildren(element("span", "desk-file__done", words.textUploaded), element("span", "", answer.size_in_words));
        form.dispatchEvent(new Event("change"));
      };

      const fail = (sentence, again) => {
        refused.add(item);
        row.classList.add("desk-file--error");
        state.replaceChildren(element("span", "", sentence));
        if (!again) return;
        const retry = element("button", "desk-button", words.textRetry);
        retry.type = "button";
        retry.addEventListener("click", () => {
          row.focus();
          wait();
        });
        state.append(retry);
      };

      const forgive = () => {
        refused.delete(item);
        if (![...refused].some((other) => other.isTold)) refusedBox.replaceChildren();
      };

      remove.addEventListener("click", () => {
        if (row.dataset.uuid) {
          const taken = element("input");
          taken.type = "hidden";
          taken.name = "remove";
          taken.value = row.dataset.uuid;
          form.append(taken);
          form.dispatchEvent(new Event("change"));
        }
        row.remove();
        field.dispatchEvent(new Event("change", { bubbles: true }));
        choose.focus();
        forgive();
        if (queue.includes(item)) queue.splice(queue.indexOf(item), 1);
        if (current === item) request.abort();
        else settle();
      });

      wait();
    };

    const take = (files) => Array.from(files).forEach(add);

    input.addEventListener("change", () => {
      take(input.files);
      input.value = "";
    });
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      take(event.dataTransfer.files);
    });

    // A form sent while files are on their way waits for the last of them; and it does not leave without a file
    // that was refused before that was said.
    form.addEventListener(
      "submit",
      (event) => {
        const button = event.submitter;
        if (current) {
          waiting = { button };
          waitingBox.textContent = words.textWaiting;
        } else if (field.closest("[hidden]") || !tell(button)) {
          // A file that answers a question which is not asked any more holds nothing up.
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      true,
    );
  });
})();
