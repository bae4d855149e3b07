// The service worker: pages come from the network; when there is none, from what whoever is learning
// here took along. Forms that note a reading are kept (outbox.js) and sent when the network is back.
// Pages that check certificates are answered by one that checks alone, if a phone has it (verify.js).

importScripts(OUTBOX);
const { outbox } = self;
const PATIENCE = 6000; // ms to wait for the server when the page is on the phone too
const LESSON = /^\/courses\/lessons\/([\w-]+)(\/reading)?$/;
const MODULE = /^\/courses\/modules\/([\w-]+)(\/enrolment|\/attempt|\/practice)?$/;
const LOST = "/offline";
const PHONE = "/courses/phone";
const CHECKS = "verify"; // the cache of verify-keep.js: public, nobody's
const CHECK = /^\/(v\/|verify(\/|$))/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => event.waitUntil(outbox.drain()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request, address.pathname));
  else if (request.method === "GET" && /^\/static\/|\/media\//.test(address.pathname))
    event.respondWith(file(request));
});

/** What the person learning here has kept under an address, or what is everybody's. */
async function kept(path) {
  const person = await outbox.who();
  for (const name of [person && outbox.cacheOf(person), outbox.SHARED, CHECKS].filter(Boolean)) {
    const found = await caches.match(path, { cacheName: name, ignoreVary: true });
    if (found) return found;
  }
  return null;
}

/** Files of kept pages; a player may ask for a part of one. */
async function file(request) {
  const found = await kept(new URL(request.url).pathname);
  if (!found) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range) return found;
  const whole = await found.blob();
  const [from, to] = [Number(range[1]), range[2] ? Number(range[2]) : whole.size - 1];
  return new Response(whole.slice(from, to + 1), {
    status: 206,
    headers: { "Content-Type": whole.type, "Content-Range": `bytes ${from}-${to}/${whole.size}` },
  });
}

async function navigate(request, path) {
  const ready = request.method === "GET" ? (await kept(path)) ?? (await checker(path)) : null;
  const asked = leaveFirst().then(() => fetch(request));
  const late = ready && new Promise((done) => { setTimeout(() => done(null), PATIENCE); });
  const reply = await Promise.race([asked, late].filter(Boolean)).catch(() => null);
  if (reply && reply.status < 502) return reply;
  asked.catch(() => {});
  return (await without(request.method, path)) ?? reply ?? Response.error();
}

/** A sign-out that could not reach the server is made up for before anything else. */
async function leaveFirst() {
  if (!(await outbox.state("leaving"))) return;
  const pass = await outbox.ask("/courses/phone/token");
  if (!pass) return;
  if (pass.ok) {
    const body = new URLSearchParams({ csrf_token: pass.facts.token, keep: "unsent" });
    await fetch("/sign-out", { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  }
  await outbox.setState("leaving", false);
}

/** What to show when the server cannot be reached. */
async function without(method, path) {
  const person = await outbox.who();
  if (method === "POST" && path === "/sign-out") return leave(person);
  const page = await checker(path);
  if (page) return page;
  if (!person) return lost();
  const modules = await outbox.mine("modules", person);
  const [, lesson, isReading] = LESSON.exec(path) ?? [];
  if (lesson && isReading) return read(person, modules, lesson);
  const module = modules.find((one) => one.module === MODULE.exec(path)?.[1]);
  if (module && path.endsWith("/attempt") && module.kit) return go(module.kit.url);
  if (module) return method === "POST" ? go(module.hub) : (await kept(module.hub)) ?? lost();
  const own = await kept(path);
  if (own) return own;
  return path === "/" || path === "/courses/" ? (await kept(PHONE)) ?? lost() : lost();
}

/** The page that checks certificates by itself; null for other addresses, or where it is not kept. */
const checker = async (path) => (CHECK.test(path)
  && (await caches.match("/verify/phone", { cacheName: CHECKS, ignoreSearch: true, ignoreVary: true }))) || null;

const go = (path) => Response.redirect(path, 303);
const lost = async () => (await kept(LOST)) ?? Response.error();

/** Note that a lesson was understood, and go on to the next one. */
async function read(person, modules, lesson) {
  const module = modules.find((one) => one.lessons.some((other) => other.id === lesson));
  if (!module) return lost();
  await outbox.add({ who: person, kind: "reading", subject: lesson });
  registration.sync?.register("send").catch(() => {});
  const place = module.lessons.findIndex((one) => one.id === lesson);
  return go(module.lessons[place + 1]?.url ?? module.hub);
}

/** Signing out without network: nobody sees anything here until somebody signs in again. */
async function leave(person) {
  if (person) await outbox.forget(person);
  await outbox.setState("who", null);
  await outbox.setState("leaving", true);
  return go(LOST);
}
