// Answers on their way to the server: each stays on the phone until it has arrived, for the person
// signed in only. Every change has an id of its own, so a retry is never a second answer.

const MINE = `answer ${document.documentElement.dataset.who} `;
const PAUSES = [1, 2, 5, 10, 20, 30]; // seconds between tries
const unsent = new Map(); // key → { id, address, body, asked }
const arrived = new Map(); // key → body the server has
let [tries, timer, running, last] = [0, 0, null, null];
const freshId = () => crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(3)).join("-");
const store = (change) => {
  try { change(localStorage); } catch { /* switched off or full: memory must do */ }
};
export const isWaiting = () => unsent.size > 0;
export const waiting = (place) => unsent.get(MINE + place)?.body;
export const said = () => document.getElementById("saved")?.dataset ?? {};

/** Show one of the lines beside the button: "saved", "unsent", or "said" with its words. */
export function tell(state, words = "") {
  for (const line of document.querySelectorAll("#saved [data-when]")) {
    line.hidden = line.dataset.when !== state;
    if (words && !line.hidden) line.querySelector("span").textContent = words;
  }
}

/** Show how things stand: what waits, or how many answers the server has. */
export const tellAll = () => (unsent.size ? tell("unsent")
  : last && tell("saved", said().words?.replace("{n}", last.saved).replace("{of}", last.of)));

/** Ask the server; null when it could not be reached. */
export const ask = (address, options = {}) =>
  fetch(address, { signal: AbortSignal.timeout?.(20_000), ...options }).catch(() => null);

/** Keep an answer and send it. `asked`: the person said it is ready, so a mistake is told. */
export function put(place, address, body, asked) {
  const key = MINE + place;
  if (!unsent.has(key) && arrived.get(key) === body) return;
  const same = unsent.get(key)?.body === body;
  const one = { id: same ? unsent.get(key).id : freshId(), address, body, asked };
  unsent.set(key, one);
  store((kept) => kept.setItem(key, JSON.stringify(one)));
  drain();
}

/** A form of an older sign-in is refused: take the token of this one from the page itself. */
async function renewToken() {
  const html = await (await ask(location.pathname))?.text().catch(() => "");
  const token = /name="csrf_token"[^>]*value="([^"]+)"/.exec(html ?? "")?.[1];
  document.querySelectorAll("[name=csrf_token]").forEach((one) => token && (one.value = token));
}

/** Send one answer: "sent", "waiting" for a better moment, or "refused". */
async function send(key, one) {
  const body = new URLSearchParams(one.body);
  body.set("request_id", one.id);
  body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  const headers = { Accept: "application/json" };
  const keepalive = String(body).length < 60_000; // browsers keep no more than that alive
  const reply = await ask(one.address, { method: "POST", headers, body, keepalive });
  const facts = await reply?.json().catch(() => null); // a page is never the server's yes or no
  if (!facts) {
    if (reply?.status === 400) await renewToken();
    tell(...(reply?.status === 401 ? ["said", said().signedOut] : ["unsent"]));
    return "waiting";
  }
  const isTold = unsent.get(key).asked || reply.status !== 422; // half-filled is no mistake yet
  if (unsent.get(key).id === one.id) { // else it was changed on the way and is still to be sent
    unsent.delete(key);
    store((kept) => kept.removeItem(key));
  }
  if (!reply.ok && isTold) tell("said", facts.message);
  if (!reply.ok) return "refused";
  arrived.set(key, one.body);
  last = facts;
  dispatchEvent(new CustomEvent("answered", { detail: facts }));
  tellAll();
  return "sent";
}

async function sendAll() {
  let outcome = "sent";
  while (unsent.size && outcome !== "waiting") {
    const one = await send(...unsent.entries().next().value);
    outcome = one === "sent" ? outcome : one;
  }
  clearTimeout(timer);
  tries = outcome === "waiting" ? tries + 1 : 0;
  if (tries) timer = setTimeout(drain, 1000 * (PAUSES[tries - 1] ?? PAUSES.at(-1)));
  return outcome;
}

/** Send what waits, one after the other; "arrived" is told when nothing is left. */
export function drain() {
  return running ??= sendAll().finally(() => {
    running = null;
    if (!unsent.size) dispatchEvent(new Event("arrived"));
  });
}

store((kept) => Object.keys(kept).filter((key) => key.startsWith(MINE))
  .forEach((key) => unsent.set(key, JSON.parse(kept.getItem(key)))));
addEventListener("online", drain);
if (unsent.size) drain();
