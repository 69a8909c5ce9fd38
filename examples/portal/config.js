/* Where the desk answers. A portal of yours names its desk here. */

const DESK = "http://127.0.0.1:8000";

// `?api=` is for trying things out on one's own machine: elsewhere a link could send passwords to a desk of its choice.
const isOwnMachine = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
const asked = isOwnMachine && new URLSearchParams(location.search).get("api");

export const API = new URL(asked || DESK).origin;
