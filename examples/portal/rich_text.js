/* Rich text of others as new elements of the kinds that are known here, without attributes; links lead to the web alone. */

import { API } from "./config.js";
import { make } from "./page.js";

const ALLOWED = ["A", "B", "BR", "CODE", "EM", "H2", "H3", "H4", "I", "LI", "OL", "P", "PRE", "STRONG", "UL"];

export const richText = (html) => [...new DOMParser().parseFromString(String(html || ""), "text/html").body.childNodes].map(copied);

const copied = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const children = [...node.childNodes].map(copied);
  if (!ALLOWED.includes(node.tagName)) return children;
  return make(node.tagName.toLowerCase(), { ...directionOf(node), ...(node.tagName === "A" ? { href: web(node.getAttribute("href")), rel: "noopener" } : {}) }, children);
};

// Messages are written in either direction, paragraph by paragraph; guides have that of their page.
const directionOf = (node) => (node.tagName === "PRE" ? { dir: "ltr", tabindex: "0" } : { dir: node.getAttribute("dir") === "auto" && "auto" });

const web = (href) => {
  if (!href || !URL.canParse(href, API)) return null;
  const url = new URL(href, API);
  return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
};
