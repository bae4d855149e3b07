// A package of another tool plays in a frame of another origin. This page gives it the state that
// was kept and sends on what it reports; answers.js keeps that on the phone until it has arrived.

const script = document.querySelector("script[data-answers]");
const { put, waiting } = await import(script.dataset.answers);
const LAST_WORDS = 1200; // ms a package may take to say goodbye
const at = (id) => document.getElementById(id);
const frame = at("package");
const { origin, action, part, address } = frame?.dataset ?? {};
const place = `${action}?part=${part}`;
const kept = new URLSearchParams(action ? waiting(place) : "");
let counter = Number(frame?.dataset.counter);
let state = frame?.dataset.state;
let goodbye = null; // called when the frame has said its last words
let isOpen = false;

if (Number(kept.get("counter")) > counter) {
  counter = Number(kept.get("counter"));
  state = kept.get("state");
}

const say = (message) => frame.contentWindow.postMessage(message, origin);

function keep(reported) {
  counter += 1;
  state = JSON.stringify(reported);
  if (action) put(place, action, String(new URLSearchParams({ part, counter, state })), true);
}

function hear({ origin: from, source, data }) {
  if (from !== origin || source !== frame.contentWindow) return;
  if (data.kind === "ready") {
    isOpen = true;
    say({ kind: "state", state: state ? JSON.parse(state) : null });
  }
  if (data.kind === "commit") keep(data.state);
  if (data.kind === "closed") goodbye?.();
}

/** What the server says after a report: how far the lesson is, and whether one may go on. */
function show({ detail }) {
  if (!("result" in detail)) return;
  if (String(detail.part) === part) counter = Math.max(counter, detail.counter);
  at("package-result").innerHTML = detail.result;
  if (!detail.done) return;
  at("package-locked")?.remove();
  at("opens-when-done")?.removeAttribute("hidden");
}

/** Let the package say its last words before this page goes: many save only when they are closed. */
function leave(event, go) {
  if (!isOpen || event.defaultPrevented) return;
  event.preventDefault();
  event.stopPropagation();
  const once = () => { if (isOpen) { isOpen = false; go(); } };
  goodbye = once;
  setTimeout(once, LAST_WORDS);
  say({ kind: "close" });
}

function setUp() {
  addEventListener("message", hear);
  addEventListener("answered", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button;
    if (link && isPlain && !link.target && !link.hash) leave(event, () => location.assign(link.href));
  }, true);
  document.addEventListener("submit", (event) => {
    leave(event, () => event.target.requestSubmit(event.submitter));
  }, true);
  at("package-large").hidden = !document.fullscreenEnabled;
  at("package-large").addEventListener("click", () => at("package-stage").requestFullscreen());
  at("package-wait").hidden = true;
  at("package-stage").hidden = false;
  frame.src = address;
}

if (frame) setUp();
