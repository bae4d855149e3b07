// Sitting a quiz on a bad network: answers are sent in the background (answers.js), the next
// question is fetched ahead, and pages change without the browser's own error page. All of it
// works without this script, as ordinary forms and links.

const script = document.querySelector("script[data-answers]");
const { ask, drain, isWaiting, put, said, tell, tellAll } = await import(script.dataset.answers);
const ASIDE = 4000; // ms to wait for a refusal before going on to the next question
const AGAIN = 5000; // ms until a page that could not be fetched is asked for again
const ready = new Map(); // path → page that can be shown without network
let here = location.pathname;
let wanted = null; // what to open as soon as it can be

const form = () => document.querySelector("form[data-answer]");
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

/** Keep what the form says now; false when something is left out. */
function save(asked) {
  const fields = new FormData(form());
  const names = new Set([...form().querySelectorAll("fieldset [name]")].map((one) => one.name));
  const complete = [...names].every((name) => fields.get(name));
  ["csrf_token", "request_id"].forEach((name) => fields.delete(name));
  const address = form().getAttribute("action");
  if (complete) put(address, address, String(new URLSearchParams(fields)), asked);
  else if (asked) {
    tell("said", form().dataset.ask);
    form().querySelector("fieldset").focus();
  }
  return complete;
}

async function answered(sent) {
  if (!save(true)) return;
  const outcome = await Promise.race([drain(), pause(ASIDE)]);
  if (outcome !== "refused") go(sent.dataset.next, ready.has(sent.dataset.ahead));
}

/** Fetch a page; null when the server could not be reached or is out of order. */
async function load(address, options) {
  const reply = await ask(address, options);
  const text = reply && reply.status < 500 ? await reply.text().catch(() => null) : null;
  if (text === null) return null;
  const html = new DOMParser().parseFromString(text, "text/html");
  const main = html.querySelector("main");
  if (!main || new URL(reply.url).pathname.startsWith("/sign-in")) return location.assign(reply.url);
  return { main, title: html.title, look: html.body.className, path: new URL(reply.url).pathname };
}

/** Open a page of the quiz: one fetched ahead at once, any other when all answers have arrived. */
async function go(address, isReady = false, options = {}) {
  wanted = [address, false, options];
  if (isReady) return show(ready.get(address));
  if (isWaiting()) return null; // "arrived" opens it
  const page = (await load(address, options)) ?? ready.get(address);
  if (wanted?.[0] !== address) return null; // something else was asked for meanwhile
  if (page) return show(page);
  tell("said", said().noNetwork);
  return setTimeout(() => wanted?.[0] === address && go(...wanted), AGAIN);
}

function show(page) {
  const main = document.querySelector("main");
  ready.set(here, { main, title: document.title, look: document.body.className, path: here });
  main.replaceWith(page.main);
  [document.title, document.body.className, wanted] = [page.title, page.look, null];
  if (page.path !== location.pathname) history.pushState(null, "", page.path);
  here = page.path;
  scrollTo(0, 0);
  page.main.focus({ preventScroll: true });
  dispatchEvent(new Event("shown"));
  tellAll();
  fetchAhead();
}

async function fetchAhead() {
  const next = form()?.dataset.ahead;
  const page = next && !ready.has(next) ? await load(next) : null;
  if (page && page.path === next) ready.set(next, page);
}

document.addEventListener("change", (event) => {
  if (event.target.form === form() && form() && !("practice" in form().dataset)) save(false);
});
document.addEventListener("submit", (event) => {
  const isAnswer = event.target === form();
  if (!isAnswer && !("handIn" in event.target.dataset)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  if (isAnswer) answered(event.target);
  else go(event.target.getAttribute("action"), false, { method: "POST", body });
});
document.addEventListener("click", (event) => {
  const path = event.target.closest("[data-sitting] a")?.getAttribute("href") ?? "";
  if (!path.startsWith("/quizzes/attempts/")) return;
  event.preventDefault();
  go(path, isWaiting() && path.includes("/items/") && ready.has(path));
});
addEventListener("popstate", () => location.pathname !== here && go(location.pathname));
addEventListener("arrived", () => wanted && go(...wanted));
fetchAhead();
