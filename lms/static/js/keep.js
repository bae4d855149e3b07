// Taking a module along: every page, picture and question is fetched and kept for whoever is signed in.
// What is there already is not fetched again, so it goes on where the network broke off.

const { outbox } = self;
const root = document.documentElement;
const box = document.querySelector("[data-keep]");
const person = root.dataset.who;
const [module, said] = [box.dataset.module, box.dataset];
const form = document.getElementById("keep-form");
const state = document.getElementById("keep-state");
const bar = document.getElementById("keep-bar");
const key = `${person} ${module}`;
const MOST = 80_000_000; // bytes all modules of this site may take on a phone

const tell = (words, kind = "") => {
  state.textContent = words;
  const notice = state.closest(".notice");
  notice.className = `notice${kind ? ` notice--${kind}` : ""}`;
  notice.hidden = false;
};
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB`
  : `${(bytes / 1e6).toFixed(1)} MB`.replace(".", root.lang === "en" ? "." : ","));

/** Fetch into a cache what it has not; how many bytes it is. Throws when the network breaks off. */
async function fetchInto(cache, address, { afresh = false, credentials = "same-origin" } = {}) {
  const known = afresh ? null : await cache.match(address);
  if (known) return (await known.clone().blob()).size;
  const headers = { "X-Taken-Along": "yes" };
  const reply = await fetch(address, { credentials, headers, redirect: "error" });
  if (!reply.ok) throw new Error(`${reply.status}`);
  await cache.put(address, reply.clone());
  return (await reply.blob()).size;
}

async function takeKit() {
  if (!said.kit || !form.elements.quiz?.checked) return null;
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  const reply = await fetch(said.kit, { method: "POST", headers, credentials: "same-origin" });
  return reply.ok ? reply.json() : null;
}

/** Everything to fetch: [cache, address, options]. */
async function luggage(list, kit) {
  const [own, shared] = [await caches.open(outbox.cacheOf(person)), await caches.open(outbox.SHARED)];
  const chosen = [...form.querySelectorAll("[name=language]:checked")].flatMap((one) => list.recordings[one.value] ?? []);
  return [
    ...list.shell.map((one) => [shared, one]),
    [shared, list.lost, { afresh: true, credentials: "omit" }],
    ...[list.hub, list.phone, ...list.lessons.map((one) => one.url)].map((one) => [own, one, { afresh: true }]),
    ...[...list.pictures, ...chosen, ...(kit ? [kit.url, ...kit.media] : [])].map((one) => [own, one]),
  ];
}

async function take() {
  tell(said.taking);
  bar.hidden = false;
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const [list, kit] = [(await outbox.ask(said.keep)).facts, await takeKit()];
  const all = await luggage(list, kit);
  let bytes = 0;
  for (const [place, [cache, address, options]] of all.entries()) {
    bar.value = place / all.length;
    bytes += await fetchInto(cache, address, options);
  }
  navigator.storage?.persist?.().catch(() => {});
  await outbox.setWho(person);
  await outbox.setState("words", { ...document.getElementById("phone-words").dataset });
  await outbox.put("modules", {
    key, who: person, module, title: list.title, version: list.version, hub: list.hub, lessons: list.lessons,
    kit: kit && { id: kit.id, url: kit.url }, bytes, at: Date.now(), files: all.map((one) => one[1]),
  });
}

async function onTake(event) {
  event.preventDefault();
  const used = (await outbox.mine("modules", person)).filter((one) => one.key !== key).reduce((sum, one) => sum + one.bytes, 0);
  const free = await navigator.storage?.estimate?.().catch(() => null);
  if (used + Number(said.size) > MOST || (free?.quota && free.quota - free.usage < Number(said.size) * 1.2))
    return tell(said.full, "warn");
  form.querySelector("button").disabled = true;
  try {
    await take();
  } catch {
    tell(said.broken, "warn");
  }
  form.querySelector("button").disabled = false;
  bar.hidden = true;
  return show();
}

async function onDrop(event) {
  event.preventDefault();
  const [known, others] = [await outbox.get("modules", key), await outbox.mine("modules", person)];
  const needed = new Set(others.filter((one) => one.key !== key).flatMap((one) => one.files));
  const cache = await caches.open(outbox.cacheOf(person));
  for (const file of known?.files ?? []) if (!needed.has(file)) await cache.delete(file);
  await outbox.remove("modules", key);
  tell(said.dropped);
  show();
}

/** How things stand on this phone: kept or not, what is read, what waits to be sent. */
async function show() {
  const known = await outbox.get("modules", key);
  document.querySelectorAll("[data-when]").forEach((one) => { one.hidden = (one.dataset.when === "kept") !== Boolean(known); });
  if (!known) return;
  if (bar.hidden) tell(said.kept.replace("{size}", size(known.bytes)), "good");
  const waiting = new Set((await outbox.mine("events", person)).map((one) => one.subject));
  for (const row of document.querySelectorAll("[data-lesson]")) {
    const isRead = known.lessons.find((one) => one.id === row.dataset.lesson)?.read;
    const words = waiting.has(row.dataset.lesson) ? said.waits : isRead ? said.read : "";
    if (words) row.querySelector("[data-state]").textContent = words;
  }
  const quiz = document.getElementById("keep-quiz");
  if (known.kit) quiz.href = known.kit.url;
  quiz.hidden = !known.kit || waiting.has(known.kit.id);
  document.getElementById("keep-sent").hidden = !known.kit || !waiting.has(known.kit.id);
}

if ("serviceWorker" in navigator && self.caches && self.indexedDB) {
  form.hidden = false;
  form.addEventListener("submit", onTake);
  document.getElementById("keep-drop").addEventListener("click", onDrop);
  addEventListener("phone", show);
  await show();
} else tell(said.cannot, "warn");
