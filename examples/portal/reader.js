/* Who reads: their language, their light, and the token of their session, which ends with the window. */

import { API } from "./config.js";

const LANGUAGES = { fa: "rtl", en: "ltr" };
const TOKEN = `token of ${API}`;

export const language = () => (localStorage.getItem("language") in LANGUAGES ? localStorage.getItem("language") : "fa");

export const theme = () => localStorage.getItem("theme") || "";

export const token = () => sessionStorage.getItem(TOKEN);

export const isSignedIn = () => Boolean(token());

export const remember = (key) => sessionStorage.setItem(TOKEN, key);

export const forget = () => sessionStorage.removeItem(TOKEN);

export const speak = (code) => {
  localStorage.setItem("language", code);
  dress();
};

export const isDark = () => (theme() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

export const switchLight = () => {
  localStorage.setItem("theme", isDark() ? "light" : "dark");
  dress();
};

// What the page says of itself: language, direction, light.
export const dress = () => {
  const root = document.documentElement;
  root.lang = language();
  root.dir = LANGUAGES[language()];
  if (theme()) root.dataset.theme = theme();
};
