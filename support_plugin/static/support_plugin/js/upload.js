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
    const words = field.dataset;
    let running = 0;

    // One button and a place to drop files, instead of the browser's own control.
    const drop = element("div", "desk-drop");
    const choose = element("button", "desk-button", words.textAdd);
    choose.type = "button";
    choose.setAttribute("aria-describedby", "attachments_help");
    choose.addEventListener("click", () => input.click());
    drop.append(choose, element("span", "", words.textDrop));
    input.after(drop);
    input.hidden = true;

    const picture = (file) => {
      const icons = words.icons;
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("class", "desk-icon");
      svg.setAttribute("aria-hidden", "true");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${icons}#${file.type.startsWith("image/") ? "image" : "file"}`);
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

    const start = (file) => {
      const row = element("li", "desk-file");
      const body = element("span", "desk-file__body");
      const state = element("span", "desk-file__state");
      state.setAttribute("role", "status");
      const remove = element("button", "desk-button desk-button--icon", "×");
      remove.type = "button";
      remove.setAttribute("aria-label", `${words.textRemove} ${file.name}`);
      body.append(nameOf(file), state);
      row.append(picture(file), body, remove);
      list.append(row);
      let request = null;

      const send = () => {
        row.classList.remove("desk-file--error");
        const bar = element("progress");
        bar.max = 1;
        bar.value = 0;
        const done = element("span");
        state.replaceChildren(bar, done);
        const data = new FormData();
        data.append("submission_key", form.elements.submission_key.value);
        data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        data.append("file", file);
        request = new XMLHttpRequest();
        request.responseType = "json";
        running += 1;
        request.upload.addEventListener("progress", (event) => {
          if (!event.lengthComputable) return;
          bar.value = event.loaded / event.total;
          done.textContent = percent.format(bar.value);
        });
        request.addEventListener("loadend", () => {
          running -= 1;
          form.dispatchEvent(new CustomEvent("uploaded"));
        });
        request.addEventListener("load", () => {
          const answer = request.response;
          if (request.status === 201) finish(answer);
          else fail((answer && answer.error) || words.textFailed, !answer);
        });
        request.addEventListener("error", () => fail(words.textFailed, true));
        request.open("POST", words.upload);
        request.send(data);
      };

      const finish = (answer) => {
        row.dataset.uuid = answer.id;
        state.replaceChildren(element("span", "desk-file__done", words.textUploaded), element("span", "", answer.size_in_words));
      };

      const fail = (sentence, again) => {
        row.classList.add("desk-file--error");
        state.replaceChildren(element("span", "", sentence));
        if (!again) return;
        const retry = element("button", "desk-button", words.textRetry);
        retry.type = "button";
        retry.addEventListener("click", send);
        state.append(retry);
      };

      remove.addEventListener("click", () => {
        if (request && request.readyState !== XMLHttpRequest.DONE) request.abort();
        if (row.dataset.uuid) {
          const taken = element("input");
          taken.type = "hidden";
          taken.name = "remove";
          taken.value = row.dataset.uuid;
          form.append(taken);
        }
        row.remove();
        choose.focus();
      });

      send();
    };

    const take = (files) => Array.from(files).forEach(start);

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

    // A form sent while files are on their way waits for them.
    form.addEventListener(
      "submit",
      (event) => {
        if (!running) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const button = event.submitter;
        form.addEventListener("uploaded", () => !running && form.requestSubmit(button), { once: true });
      },
      true,
    );
  });

  // Guides that may answer the question, while the subject is being typed.
  const box = document.querySelector("[data-suggestions]");
  if (box) {
    const subject = document.getElementById(box.dataset.subject);
    let timer = 0;
    let asked = "";
    subject.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const question = subject.value.trim();
        if (question === asked) return;
        asked = question;
        try {
          const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(question)}`);
          if (answer.ok && question === asked) box.innerHTML = await answer.text();
        } catch {
          // Suggestions are a comfort: without a connection there are none.
        }
      }, 350);
    });
  }
})();
