/* A guide's comforts: pictures enlarge in place, and “Is this helpful?” is answered in place. Without this file both are links. */
(() => {
  "use strict";

  // A picture in a dialog that closes by its button, Escape, or a click beside it.
  const dialog = document.createElement("dialog");
  dialog.className = "desk-enlarged";
  document.querySelectorAll("[data-enlarge]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const shown = link.querySelector("img").cloneNode();
      shown.loading = "eager";
      const close = document.createElement("button");
      close.className = "desk-button";
      close.textContent = link.dataset.enlarge;
      close.autofocus = true;
      dialog.replaceChildren(shown, close);
      dialog.setAttribute("aria-label", shown.alt || link.textContent.trim());
      document.body.append(dialog);
      dialog.showModal();
    });
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("button")) dialog.close();
  });

  // The form, and with it its token, is fetched when somebody answers.
  const question = document.querySelector("[data-feedback]");
  if (!question) return;
  const place = question.querySelector("[data-feedback-place]");
  const wanted = "[data-feedback-given], [data-feedback-form]";

  const page = async (address, options) => {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = html.querySelector(wanted);
    if (!found) throw new Error(`${address}: ${answer.status}`);
    return found;
  };

  const show = (found) => {
    found.querySelectorAll("h1").forEach((heading) => {
      const line = document.createElement("p");
      line.className = "desk-feedback__thanks";
      line.textContent = heading.textContent;
      heading.replaceWith(line);
    });
    place.replaceChildren(found);
    if (!found.matches("form")) return;
    found.querySelector("#field-answer").hidden = true;
    found.addEventListener("submit", (event) => {
      event.preventDefault();
      send(found).catch(() => found.submit());
    });
    (found.querySelector(".desk-field__error, fieldset:not([hidden]) input") || found).focus();
  };

  const send = async (form) => show(await page(form.action, { method: "POST", body: new FormData(form) }));

  question.querySelectorAll("[data-feedback-answer]").forEach((link) => {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        const form = await page(link.href);
        if (link.dataset.feedbackAnswer === "yes") await send(form);
        else show(form);
      } catch {
        location.assign(link.href);
      }
    });
  });
})();
