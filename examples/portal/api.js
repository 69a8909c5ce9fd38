/* One way to the desk: a token, the reader's language, a key against doubles, and problems that say what is wrong. */

import { API } from "./config.js";
import { forget, language, remember, token } from "./reader.js";
import { say } from "./words.js";

const DESK = "/api/support/v1/";
const SIGN_IN = "/api/auth/app/v1/auth/";
const PAGES = "/api/v2/pages/";

// What the desk refused: `status` (0 where it could not be reached), `code`, a `sentence` for the reader, and `errors`
// as [{pointer, detail, code}].
export class Problem extends Error {
  constructor(status, { detail, code = "", errors = [], ...more } = {}) {
    const sentence = detail || (status === 429 ? say("tooMany") : status ? say("failed") : say("unreachable"));
    super(sentence);
    Object.assign(this, { status, code, errors, sentence, more });
  }
}

const read = async (response) => {
  const isJson = /[/+]json\b/.test(response.headers.get("Content-Type") || "");
  return isJson ? response.json() : {};
};

const ask = async (path, { method = "GET", body, headers = {}, signal } = {}) => {
  const isFile = body instanceof FormData;
  const sent = {
    Accept: "application/json, application/problem+json",
    "Accept-Language": language(),
    ...(body && !isFile ? { "Content-Type": "application/json" } : {}),
    ...(token() && path.startsWith("/api/") && !path.startsWith(PAGES) ? { "X-Session-Token": token() } : {}),
    ...headers,
  };
  const options = { method, headers: sent, signal, credentials: "omit", cache: "no-store" };
  if (body) options.body = isFile ? body : JSON.stringify(body);
  try {
    return await fetch(API + path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0);
  }
};

const answered = async (path, options) => {
  const response = await ask(path, options);
  if (response.status === 401 && token()) {
    forget();
    throw new Problem(401, { detail: say("ended"), code: "not_authenticated" });
  }
  if (!response.ok) throw new Problem(response.status, await read(response));
  return response;
};

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const get = async (path, parameters = {}) => read(await answered(DESK + path + query(parameters)));

// Every row of a list, page after page.
export const all = async (path, parameters = {}) => {
  const rows = [];
  let page = await get(path, parameters);
  for (;;) {
    rows.push(...page.results);
    if (!page.next) return rows;
    page = await following(page.next);
  }
};

// The addresses of pages are whole; only what stands behind the host is asked for.
export const following = async (address) => {
  const { pathname, search } = new URL(address);
  return read(await answered(pathname + search));
};

// A ticket, and the tag that says which state of it was seen.
export const seen = async (path, options) => {
  const response = await answered(DESK + path, options);
  return { ticket: await read(response), tag: response.headers.get("ETag") };
};

export const post = async (path, body, headers = {}) => read(await answered(DESK + path, { method: "POST", body, headers }));

export const remove = (path) => answered(DESK + path, { method: "DELETE" });

export const download = async (url) => {
  const { pathname, search } = new URL(url, API);
  return (await answered(pathname + search)).blob();
};

// The same body bears the same key until it was answered; another one gets another.
export const keyring = () => {
  let [last, key] = ["", ""];
  const keys = (body) => {
    const text = JSON.stringify(body);
    if (text !== last) [last, key] = [text, crypto.randomUUID()];
    return { "Idempotency-Key": key };
  };
  keys.answered = () => (last = "");
  return keys;
};

export const guides = async (parameters) => read(await answered(PAGES + query(parameters)));

export const guide = async (id) => read(await answered(`${PAGES}${id}/`));

// Errors of the log-in are [{message, param}].
export const signIn = async (login, password) => {
  forget();
  const name = login.includes("@") ? { email: login } : { username: login };
  const response = await ask(`${SIGN_IN}login`, { method: "POST", body: { ...name, password } });
  const { meta, errors = [] } = await read(response);
  if (response.ok && meta && meta.session_token) {
    remember(meta.session_token);
    return;
  }
  if (response.status === 401) throw new Problem(401, { detail: say("unconfirmed") });
  const detail = errors.map(({ message }) => message).join(" ");
  throw new Problem(response.status, { detail });
};

export const signOut = async () => {
  const session = ask(`${SIGN_IN}session`, { method: "DELETE" });
  forget();
  await session.catch(() => null);
};
