// A quiz without network: one question at a time, every answer kept on the phone at once, all of it
// sent when there is network. What is right is nowhere on this page: the server marks.

const { outbox } = self;
const root = document.querySelector("[data-kit]");
const person = document.documentElement.dataset.who;
const [id, said] = [root.dataset.kit, root.dataset];
const key = `${person} ${id}`;
const questions = [...root.querySelectorAll("form[data-place]")];
const last = document.getElementById("kit-last");
const state = document.getElementById("kit-state");
let sitting = (await outbox.get("sittings", key)) ?? { key, who: person, kit: id, began: Date.now(), answers: {} };
let shown = 0;

const keep = () => outbox.put("sittings", sitting);
const answered = () => Object.keys(sitting.answers).length;

/** The fields of a question; null while something is left open. */
function fieldsOf(form) {
  const fields = new FormData(form);
  const names = new Set([...form.querySelectorAll("fieldset [name]")].map((one) => one.name));
  return names.size && [...names].every((name) => fields.get(name)) ? String(new URLSearchParams(fields)) : null;
}

/** Put a kept answer back into its form. */
function fill(form, fields) {
  const given = new URLSearchParams(fields);
  for (const field of form.querySelectorAll("[name]")) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = given.getAll(field.name).includes(field.value);
    else if (given.has(field.name)) field.value = given.get(field.name);
  }
}

async function save(form) {
  const fields = fieldsOf(form);
  if (fields) sitting.answers[form.dataset.place] = { fields, at: Date.now() };
  else if (!form.querySelector("[type=checkbox]:checked")) delete sitting.answers[form.dataset.place];
  await keep();
  state.textContent = said.saved.replace("{n}", answered()).replace("{of}", questions.length);
}

function show(place) {
  shown = Math.max(0, Math.min(place, questions.length));
  questions.forEach((form, n) => { form.hidden = n !== shown; });
  last.hidden = shown !== questions.length;
  if (!last.hidden) {
    const open = questions.length - answered();
    document.getElementById("kit-open").textContent = open ? said.open.replace("{n}", open) : said.complete;
  }
  scrollTo(0, 0);
  (last.hidden ? questions[shown].querySelector("fieldset") : last).focus({ preventScroll: true });
}

async function handIn() {
  await outbox.add({ who: person, kind: "attempt", subject: id, began: sitting.began, answers: sitting.answers });
  await outbox.setWho(person);
  state.textContent = said.sending;
  const outcome = await outbox.drain();
  const [told] = await outbox.mine("told", person);
  if (outcome === "sent" && told) {
    await outbox.remove("told", told.key);
    if (told.address) return location.assign(told.address);
    state.textContent = told.words;
  } else state.textContent = said.waits;
  last.hidden = true;
  document.getElementById("kit-done").hidden = false;
  return null;
}

/** A hard limit: the time runs on the phone, what is there at its end is handed in. */
function countDown() {
  if (!said.seconds) return;
  const clock = document.getElementById("kit-clock");
  const ends = sitting.began + 1000 * Number(said.seconds);
  const tick = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    clock.textContent = said.left.replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (left) return setTimeout(tick, 1000);
    questions.forEach((form) => { form.hidden = true; });
    return handIn();
  };
  tick();
}

async function mayBegin() {
  const module = (await outbox.mine("modules", person)).find((one) => one.kit?.id === id);
  const waiting = await outbox.mine("events", person);
  if (waiting.some((one) => one.subject === id)) return said.waits;
  const unread = module?.lessons.filter((one) => !one.read && !waiting.some((other) => other.subject === one.id));
  return unread?.length ? said.unread.replace("{title}", unread[0].title) : "";
}

const barred = await mayBegin();
if (barred) {
  state.textContent = barred;
  document.getElementById("kit-done").hidden = false;
} else {
  questions.forEach((form) => {
    const kept = sitting.answers[form.dataset.place];
    if (kept) fill(form, kept.fields);
    form.addEventListener("change", () => save(form));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await save(form);
      if (!sitting.answers[form.dataset.place]) state.textContent = said.ask;
      else show(shown + 1);
    });
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]")) show(shown - 1);
    if (event.target.closest("[data-on]")) show(shown + 1);
    if (event.target.closest("[data-hand-in]")) handIn();
  });
  await keep();
  state.textContent = said.saved.replace("{n}", answered()).replace("{of}", questions.length);
  const first = questions.findIndex((form) => !sitting.answers[form.dataset.place]);
  show(first < 0 ? questions.length : first);
  countDown();
}
