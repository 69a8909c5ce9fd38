/* Files go up one by one, each with its own bar, while the rest of the form is being written.
   Without this script the same field sends them with the form. */
(() => {
  "use strict";

  const persian = document.documentElement.lang === "fa";
  const number = new Intl.NumberFormat(persian ? "fa" : "en", { maximumFractionDigits: 1 });
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

    const start = (file) => {
      const row = element("li", "desk-file");
      const body = element("span", "desk-file__body");
      const name = element("span", "desk-file__name");
      name.append(element("bdi", "", file.name));
      const state = element("span", "desk-file__state");
      state.setAttribute("role", "status");
      const remove = element("button", "desk-button desk-button--icon", "×");
      remove.type = "button";
      remove.setAttribute("aria-label", `${words.textRemove} ${file.name}`);
      body.append(name, state);
      row.append(body, remove);
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
        state.replaceChildren(element("span", "desk-file__done", words.textUploaded));
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
        input.focus();
      });

      send();
    };

    const take = (files) => Array.from(files).forEach(start);

    input.addEventListener("change", () => {
      take(input.files);
      input.value = "";
    });
    field.addEventListener("dragover", (event) => {
      event.preventDefault();
      field.classList.add("is-over");
    });
    field.addEventListener("dragleave", () => field.classList.remove("is-over"));
    field.addEventListener("drop", (event) => {
      event.preventDefault();
      field.classList.remove("is-over");
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
