/* Files go up as soon as they are chosen, one by one; what a body names is their ids. */

import * as api from "./api.js";
import { announce, icon, make } from "./page.js";
import { inBytes, say } from "./words.js";

const parts = (name) => {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? [name.slice(0, dot), name.slice(dot + 1)] : [name, ""];
};

// `told` goes along with every file ({ticket_type, field}). Returns the chooser with its list, the ids that stand in it,
// and whether something is still on its way.
export const chooser = ({ id, describedby, several = true, told = {}, changed = () => null }) => {
  const files = new Set();
  const list = make("ul", { class: "files", role: "list" });
  const input = make("input", { type: "file", id, multiple: several, "aria-describedby": describedby, onchange: () => {
    if (!several) [...files].forEach((file) => file.takeBack());
    [...input.files].forEach(send);
    input.value = "";
  } });

  const send = async (chosen) => {
    const [base, extension] = parts(chosen.name);
    const state = make("span", { class: "file__state" }, say("uploading"));
    const row = make("li", { class: "file" }, icon("file"),
      make("span", { class: "file__body" },
        make("span", { class: "file__name" }, make("bdi", {}, base), extension && make("span", { class: "extension" }, extension)),
        state),
      make("button", { type: "button", class: "button button--icon", "aria-label": say("remove", { name: chosen.name }), onclick: () => file.takeBack() }, icon("close")));
    const file = { id: null, isOnItsWay: true, takeBack: () => {
      file.isGone = true;
      files.delete(file);
      row.remove();
      if (file.id) api.remove(`attachments/${file.id}/`).catch(() => null);
      input.focus();
      changed();
    } };
    files.add(file);
    list.append(row);
    const form = new FormData();
    form.append("file", chosen);
    Object.entries(told).forEach(([name, value]) => form.append(name, value));
    try {
      const { id: given, size } = await api.post("attachments/", form);
      file.id = given;
      if (file.isGone) api.remove(`attachments/${given}/`).catch(() => null);
      state.replaceChildren(make("span", { class: "file__done" }, icon("check"), say("uploaded")), " ", inBytes(size));
      announce(`${chosen.name}: ${say("uploaded")}`);
    } catch (problem) {
      const sentence = problem.errors && problem.errors.length ? problem.errors[0].detail : problem.sentence;
      files.delete(file);
      row.classList.add("file--refused");
      state.replaceChildren(sentence);
      announce(`${chosen.name}: ${sentence}`);
    } finally {
      file.isOnItsWay = false;
      changed();
    }
  };

  return {
    input,
    element: make("div", {},
      make("div", { class: "drop" }, make("span", { class: "button", "aria-hidden": "true" }, icon("clip"), say("addFile")), input), list),
    ids: () => [...files].map((file) => file.id).filter(Boolean),
    isBusy: () => [...files].some((file) => file.isOnItsWay),
    clear: () => {
      files.clear();
      list.replaceChildren();
    },
  };
};
