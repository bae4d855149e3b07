// Writing a lesson: toolbar, preview beside, saving by itself, pictures pasted or dropped, who else
// is there. Without it the same form works by its buttons.

const form = document.getElementById("lesson");
const { title, body, seen } = form.elements;
const KEPT = `lesson ${document.documentElement.dataset.who} ${form.dataset.lesson}`;
const SENT = ["csrf_token", "title", "body", "seen"];
const [PREVIEW, SAVE, RETRY, POLL] = [500, 3000, 10_000, 30_000];
const find = (words) => document.querySelector(words);
let [savedText, flying, timer, previewTimer, asked] = [form.dataset.unsaved ? "" : now(), null, 0, 0, 0];
let [stopped, mayBeSaved] = [false, ""];

/** What is typed, in the spelling the server keeps. */
function now(typedTitle = title.value, typedBody = body.value) {
  const clean = (words) => words.replace(/\r\n/g, "\n").normalize("NFC").trim();
  return JSON.stringify([clean(typedTitle).replace(/\s+/g, " "), clean(typedBody)]);
}

/** A line that says how things stand; `words` fill its place. */
function tell(state, words) {
  for (const line of document.querySelectorAll("#saving [data-when]")) {
    line.hidden = line.dataset.when !== state;
    const place = line.querySelector("[data-words]");
    if (place && !line.hidden) place.textContent = place.dataset.words.replace("{at}", words) || words;
  }
}

function store(change) {
  try { change(localStorage); } catch { /* switched off or full: the page itself must do */ }
}

/** Send the form, or only its words; null when the server could not be reached. */
function send(address, fields, keepalive = false) {
  const headers = { Accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: fields, keepalive, signal: AbortSignal.timeout?.(60_000) })
    .catch(() => null);
}

function typed() {
  const fields = new FormData();
  for (const name of SENT) fields.set(name, form.elements[name].value);
  return fields;
}

// ---- Saving by itself ----

function saveSoon(wait = SAVE) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

function save() {
  clearTimeout(timer);
  if (!flying && !stopped && now() !== savedText)
    flying = sendText(now()).finally(() => { flying = null; });
  return flying;
}

async function sendText(text) {
  tell("saving");
  const reply = await send(form.dataset.autosave, typed(), document.hidden);
  const facts = await reply?.json().catch(() => null);
  if (reply?.status === 409 && facts?.body !== undefined) return contested(text, facts);
  if (reply?.status === 422 && facts) return tell("said", facts.message);
  if (!reply?.ok || !facts) {
    if (!reply) mayBeSaved = text; // it may have arrived without our hearing of it
    tell(reply && [400, 401].includes(reply.status) ? "signed-out" : facts?.message ? "said" : "unsaved", facts?.message);
    return saveSoon(RETRY);
  }
  seen.value = facts.revision;
  savedText = text;
  if (now() !== text) return saveSoon();
  store((kept) => kept.removeItem(KEPT));
  tell("saved", facts.at);
}

/** Somebody else saved meanwhile, unless it is what we sent ourselves and never heard back of. */
function contested(text, theirs) {
  if (now(theirs.title, theirs.body) === (mayBeSaved || text)) {
    seen.value = theirs.revision;
    return saveSoon(0);
  }
  stopped = true;
  tell("");
  const words = find("#contested [data-words]");
  words.textContent = words.dataset.words.replace("{name}", theirs.by);
  find("#contested").hidden = false;
  find("#contested").scrollIntoView({ block: "nearest" });
}

function keep() {
  store((kept) => kept.setItem(KEPT, JSON.stringify({ text: now(), seen: seen.value, at: Date.now() })));
}

function onInput() {
  keep();
  saveSoon();
  previewSoon();
}

/** What this device kept of an earlier time is offered, never put in unasked. */
function offerKept() {
  let kept = null;
  if (new URLSearchParams(location.search).has("saved")) { // by the button: it has arrived
    history.replaceState(null, "", location.pathname);
    store((all) => all.removeItem(KEPT));
  }
  store((all) => { kept = JSON.parse(all.getItem(KEPT)); });
  if (!kept || kept.text === now()) return store((all) => all.removeItem(KEPT));
  const digits = { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" };
  find("[data-kept-at]").textContent = new Date(kept.at).toLocaleString("vi-VN", digits);
  find("#kept").hidden = false;
  find("#kept").addEventListener("click", ({ target }) => {
    const choice = target.closest("[data-kept]")?.dataset.kept;
    if (!choice) return;
    find("#kept").hidden = true;
    if (choice === "drop") return store((all) => all.removeItem(KEPT));
    const [oldTitle, oldBody] = JSON.parse(kept.text);
    seen.value = kept.seen; // of that time: if somebody saved since then, both are compared
    title.value = oldTitle;
    body.setSelectionRange(0, body.value.length);
    insert(oldBody);
  });
}

// ---- Preview ----

async function preview() {
  const turn = (asked += 1);
  const reply = await send(form.dataset.preview, typed());
  const html = await reply?.text().catch(() => "");
  const fresh = new DOMParser().parseFromString(html ?? "", "text/html").getElementById("preview");
  if (fresh && turn === asked) find("#preview").replaceChildren(...fresh.childNodes);
}

function previewSoon() {
  clearTimeout(previewTimer);
  previewTimer = setTimeout(preview, PREVIEW);
}

// ---- Toolbar ----

/** Put text in place of what is chosen, so that the browser's own undo takes it back. */
function insert(text) {
  body.focus();
  if (document.execCommand("insertText", false, text)) return;
  body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap({ before, after, block }) {
  let { selectionStart: start, selectionEnd: end, value } = body;
  const chosen = value.slice(start, end);
  const gap = block === undefined || /(^|\n\n)$/.test(value.slice(0, start)) ? "" : value[start - 1] === "\n" ? "\n" : "\n\n";
  const opening = chosen && block !== undefined ? before.split("\n")[0] + "\n" : before;
  insert(gap + opening + chosen + after);
  start += gap.length + opening.length;
  body.setSelectionRange(start, start + chosen.length);
}

/** Begin every chosen line with a mark, or take it away. */
function startLines(mark) {
  const { selectionStart, selectionEnd, value } = body;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = (value.indexOf("\n", selectionEnd) + 1 || value.length + 1) - 1;
  const lines = value.slice(start, end).split("\n");
  const has = lines.every((line) => line.startsWith(mark));
  body.setSelectionRange(start, end);
  insert(lines.map((line) => (has ? line.slice(mark.length) : mark + line)).join("\n"));
}

function onTool({ target }) {
  const tool = target.closest(".toolbar button");
  if (!tool) return;
  if (tool.dataset.line) startLines(tool.dataset.line);
  else if (tool.dataset.opens) openInsert(tool.dataset.opens).querySelector("input").focus();
  else wrap(tool.dataset);
}

function onKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const tool = find(key === "s" ? "[data-save]" : `.toolbar [data-key="${CSS.escape(key)}"]`);
  if (!tool || (key !== "s" && event.target !== body)) return;
  event.preventDefault();
  tool.click();
}

// ---- Pictures, recordings, films ----

function openInsert(use) {
  const part = document.getElementById(`insert-${use}`);
  part.open = true;
  part.scrollIntoView({ block: "nearest" });
  return part;
}

function choose(use, file) {
  const files = new DataTransfer();
  files.items.add(file);
  form.elements[use].files = files.files;
}

/** A picture pasted or dropped still needs its words: the form asks for them. */
function takePicture(event, files) {
  const file = [...(files ?? [])].find((one) => one.type.startsWith("image/"));
  if (!file) return;
  event.preventDefault();
  choose("picture", file);
  openInsert("picture");
  form.elements.picture_words.focus();
}

/** Send a file with its words; the text to show it comes back and goes to where one writes. */
async function putIn(event) {
  const use = event.submitter?.dataset.put;
  if (!use) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const fields = new FormData(form);
  for (const name of [...fields.keys()])
    if (!SENT.includes(name) && !name.startsWith(use)) fields.delete(name);
  event.submitter.disabled = true;
  const reply = await send(form.dataset.media, fields);
  event.submitter.disabled = false;
  const facts = await reply?.json().catch(() => null);
  if (!facts) return tell("unsaved");
  if (!reply.ok) {
    tell("said", facts.message);
    return document.getElementById(facts.field ?? "")?.focus();
  }
  const part = document.getElementById(`insert-${use}`);
  part.querySelectorAll("input, textarea").forEach((one) => { one.value = ""; });
  part.open = false;
  if (facts.markdown) wrap({ before: facts.markdown, after: "\n\n", block: "" });
}

// ---- Who else is there ----

async function beSeen() {
  if (document.hidden || stopped) return;
  const fields = new FormData();
  fields.set("csrf_token", form.elements.csrf_token.value);
  const reply = await send(form.dataset.presence, fields);
  const facts = reply?.ok ? await reply.json().catch(() => null) : null;
  if (!facts) return;
  const lines = [...facts.others];
  if (facts.revision > Number(seen.value) && !flying && now() === savedText) lines.push(form.dataset.newer);
  const shown = find("#presence");
  if (shown.innerText.trim() === lines.join("\n")) return;
  shown.replaceChildren(...lines.map((words) => Object.assign(document.createElement("p"), { className: "presence", textContent: words })));
}

/** The preview is beside already; a text on its way arrives before the button sends the next. */
function onSubmit(event) {
  const { submitter } = event;
  const isPreview = submitter?.formAction.endsWith("#preview");
  if (!event.defaultPrevented && !isPreview && !flying) {
    clearTimeout(timer);
    stopped = true;
    return keep();
  }
  event.preventDefault();
  event.stopImmediatePropagation(); // it may be pressed again
  if (!isPreview) return flying.then(() => form.requestSubmit(submitter));
  preview();
  find("#preview").scrollIntoView();
}

document.querySelector(".toolbar").hidden = false;
document.querySelector(".toolbar").addEventListener("click", onTool);
for (const field of [title, body]) field.addEventListener("input", onInput);
body.addEventListener("paste", (event) => takePicture(event, event.clipboardData?.files));
body.addEventListener("drop", (event) => takePicture(event, event.dataTransfer?.files));
for (const name of ["dragenter", "dragleave", "drop"])
  body.addEventListener(name, () => body.classList.toggle("is-over", name === "dragenter"));
form.addEventListener("keydown", onKey);
form.addEventListener("submit", putIn);
form.addEventListener("submit", onSubmit);
addEventListener("online", () => save());
addEventListener("visibilitychange", () => (document.hidden ? save() : beSeen()));
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
if (form.dataset.unsaved) saveSoon();
else offerKept();
beSeen();
setInterval(beSeen, POLL);
