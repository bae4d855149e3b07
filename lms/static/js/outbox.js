// What a phone keeps when there is no network: who is learning, which modules were taken along, what
// was done and is still to be sent. Used by pages and by the service worker alike. Everything belongs
// to one person; nothing is sent for anybody but who is signed in, and nothing is sent twice.

self.outbox = (() => {
  const STORES = ["state", "modules", "events", "sittings", "told"];
  let opened = null;

  const database = () => (opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("hoc-so", 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name, { keyPath: "key" }));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  }));

  /** Do something with a store; what it gives is there once the phone has really written it. */
  async function use(name, mode, work) {
    const transaction = (await database()).transaction(name, mode);
    const asked = work(transaction.objectStore(name));
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done(asked?.result);
      transaction.onabort = () => fail(transaction.error);
    });
  }

  const get = (name, key) => use(name, "readonly", (store) => store.get(key));
  const all = (name) => use(name, "readonly", (store) => store.getAll());
  const put = (name, value) => use(name, "readwrite", (store) => store.put(value));
  const remove = (name, key) => use(name, "readwrite", (store) => store.delete(key));
  const setState = (key, value) => put("state", { key, value });
  const state = async (key) => (await get("state", key))?.value ?? null;
  const who = () => state("who");
  const mine = async (name, person) => (await all(name)).filter((one) => one.who === person);
  const freshId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  /** Keep something done without network; in the order it was done. */
  async function add(event) {
    const seen = await mine("events", event.who);
    if (event.kind === "reading" && seen.some((one) => one.subject === event.subject)) return;
    const last = Math.max(0, ...(await all("events")).map((one) => one.key));
    await put("events", { key: last + 1, id: freshId(), at: Date.now(), ...event });
  }

  /** A reply in JSON; null when the server could not be reached or had something else to say. */
  async function ask(address, options = {}) {
    const headers = { Accept: "application/json", ...options.headers };
    const reply = await fetch(address, { credentials: "same-origin", ...options, headers }).catch(() => null);
    const facts = await reply?.json().catch(() => null);
    return reply && facts ? { ok: reply.ok, status: reply.status, facts } : null;
  }

  /** Send what waits for whoever is signed in: "sent", "waiting" for the network, "other" person. */
  async function send() {
    const person = await who();
    const waiting = (await mine("events", person)).sort((a, b) => a.key - b.key).slice(0, 20);
    if (!person || !waiting.length) return "sent";
    const pass = await ask("/courses/phone/token");
    if (!pass?.ok) return "waiting";
    if (pass.facts.who !== person) return "other";
    const said = waiting.map(({ id, kind, subject, at, began, answers }) => ({ id, kind, subject, at, began, answers }));
    const reply = await ask("/courses/phone/events", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": pass.facts.token },
      body: JSON.stringify({ now: Date.now(), events: said }),
    });
    if (!reply?.ok) return "waiting";
    for (const result of reply.facts.results) await settle(waiting.find((one) => one.id === result.id), result);
    return waiting.length === 20 ? send() : "sent";
  }

  /** It arrived: forget it, keep what the server says of a quiz, and note the lesson as read. */
  async function settle(event, result) {
    if (event.kind === "attempt" || !result.counted)
      await put("told", { ...result, key: event.id, who: event.who, at: Date.now() });
    if (event.kind === "attempt") await remove("sittings", `${event.who} ${event.subject}`);
    for (const module of await mine("modules", event.who)) {
      const lesson = module.lessons.find((one) => one.id === event.subject);
      if (lesson) lesson.read = true;
      if (module.kit?.id === event.subject) delete module.kit;
      await put("modules", module);
    }
    await remove("events", event.key);
  }

  /** Send, one tab at a time. */
  const drain = () => (self.navigator.locks ? navigator.locks.request("hoc-so", send) : send()).catch(() => "waiting");

  const cacheOf = (person) => `kept ${person}`;
  const SHARED = "shared"; // look, scripts, the page without network: nothing of anybody's

  /** Take everything a person kept off the phone; what was not sent stays unless it is given up. */
  async function forget(person, { unsent = false } = {}) {
    await caches.delete(cacheOf(person));
    for (const name of ["modules", "told", ...(unsent ? ["events", "sittings"] : [])])
      for (const one of await mine(name, person)) await remove(name, one.key);
  }

  /** Somebody signed in, or nobody: only their own is shown and sent from now on. */
  async function setWho(person) {
    const before = await who();
    if (before === person) return;
    await setState("who", person);
    for (const other of new Set((await all("modules")).map((one) => one.who)))
      if (person && other !== person) await forget(other);
  }

  return { SHARED, add, all, ask, cacheOf, drain, forget, get, mine, put, remove, setState, setWho, state, who };
})();
