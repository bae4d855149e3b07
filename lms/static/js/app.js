// Makes pages nicer; every page works without it.

const root = document.documentElement;

/** A second tap on a send button does nothing; the server would count it once anyway. */
function sendOnce(event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if ("download" in form.dataset) return; // the page stays, so it may be asked again
  form.dataset.sent = "yes";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
}

/** What of a text is read aloud, each word once: no files, no answer that is still hidden. */
function partsToSay(text) {
  return [...text.querySelectorAll("h1, h2, h3, p, li, figcaption, label")]
    .filter((part) => !part.closest(".block--audio, .block--video, details:not([open])"))
    .map((part) => [part, wordsToSay(part)])
    .filter(([, words]) => words);
}

/** The words of a part without those of the parts in it; steps with their number. */
function wordsToSay(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("p, ul, ol, details").forEach((inner) => inner.remove());
  const words = copy.textContent.trim();
  const step = part.matches("ol > li, ol > li > p:first-child") && part.closest("li");
  return words && step ? `${[...step.parentElement.children].indexOf(step) + 1}. ${words}` : words;
}

/** Read a text aloud with the phone's own voice, paragraph by paragraph. */
function setUpReading(button) {
  const voice = window.speechSynthesis;
  const text = document.getElementById(button.dataset.reads);
  if (!voice || !text || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  let parts = [];
  const words = button.querySelector("span");

  const stop = () => {
    voice.cancel();
    parts.forEach(([part]) => part.classList.remove("is-speaking"));
    button.setAttribute("aria-pressed", "false");
    words.textContent = button.dataset.start;
  };
  const say = (place) => {
    if (place >= parts.length) return stop();
    const [part, spoken] = parts[place];
    const said = new SpeechSynthesisUtterance(spoken);
    said.lang = text.lang || root.lang;
    said.rate = 0.9;
    said.onstart = () => part.classList.add("is-speaking");
    said.onend = () => {
      part.classList.remove("is-speaking");
      if (button.getAttribute("aria-pressed") === "true") say(place + 1);
    };
    said.onerror = stop;
    voice.speak(said);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    button.setAttribute("aria-pressed", "true");
    words.textContent = button.dataset.stop;
    parts = partsToSay(text);
    say(0);
  });
  addEventListener("pagehide", stop);
}

/** What this phone remembers; nothing where storage is switched off. */
const memory = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or switched off */ } },
};

/** How far down a lesson somebody is: kept here, sent once on leaving, offered on coming back. */
function keepPlace(lesson) {
  const key = `place ${root.dataset.who} ${lesson.dataset.place}`;
  const link = document.getElementById("go-on");
  const token = document.querySelector("[name=csrf_token]").value;
  const send = (one) =>
    navigator.sendBeacon?.(lesson.dataset.place, new URLSearchParams({ csrf_token: token, ...one }));
  let last = Number(lesson.dataset.line || 1);
  let isRead = false;
  const kept = JSON.parse(memory.get(key) || "null");
  if (kept && kept.seen > Number(lesson.dataset.seen || 0)) {
    send(kept); // it may not have arrived
    last = kept.line;
    link.href = `#line-${last}`;
    link.hidden = last === 1;
  }
  const inView = new Set();
  const watcher = new IntersectionObserver((changes) =>
    changes.forEach(({ target, isIntersecting }) => {
      inView[isIntersecting ? "add" : "delete"](Number(target.id.slice(5)));
    }));
  lesson.querySelectorAll("[id^=line-]").forEach((line) => watcher.observe(line));
  const leave = () => {
    const line = Math.min(...inView); // the topmost one, so that nothing is jumped over
    if (isRead || !inView.size || line === last) return;
    last = line;
    const one = { line, seen: Date.now() };
    memory.set(key, JSON.stringify(one));
    send(one);
  };
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("pagehide", leave);
  addEventListener("submit", ({ target }) => {
    if (!target.closest(".bar-bottom")) return;
    isRead = true;
    memory.set(key, "null");
  });
  document.querySelector("details:not([open]) :target")?.closest("details").setAttribute("open", "");
}

/** The language somebody listened in last comes first. */
function setUpTrack(track) {
  const spoken = /spoken--([\w-]+)/.exec(track.className)?.[1];
  track.querySelector("audio")?.addEventListener("play", () => memory.set("track", spoken));
  if (spoken !== memory.get("track")) return;
  let first = track;
  while (first.previousElementSibling?.matches(".block--audio")) first = first.previousElementSibling;
  if (first !== track) first.before(track);
}

/** Fill the sign-in form with a demo account. */
function fillDemo(button) {
  document.getElementById("name").value = button.dataset.name;
  document.getElementById("secret").value = button.dataset.secret;
  document.getElementById("secret").form.requestSubmit();
}

/** Show or hide what was typed as a password. */
function setUpReveal(button) {
  const field = document.getElementById(button.dataset.reveals);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

/** Search as one types: the same page is asked for, and only its list is put in place. */
function setUpLiveSearch(form) {
  const field = form.querySelector("[type=search]");
  let waiting = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = (asked += 1);
      const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
      const reply = await fetch(address, { credentials: "same-origin" }).catch(() => null);
      if (!reply || !reply.ok || turn !== asked) return; // the button still works
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      document.getElementById(form.dataset.live).replaceWith(page.getElementById(form.dataset.live));
      history.replaceState(null, "", address);
    }, 250);
  });
}

/** On a shared phone, answers still to be sent and places in lessons stay only for their owner. */
function forgetAnswers(but) {
  try {
    Object.keys(localStorage)
      .filter((key) => /^(answer|place|read) /.test(key) && key.split(" ")[1] !== but)
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is switched off: nothing is kept
  }
}

/** Readings of whoever is signed in that the server does not know yet. */
const unsentReadings = () => Object.keys(localStorage).filter((key) => key.startsWith(`read ${root.dataset.who} `));

async function sendReadings() {
  const body = new URLSearchParams({ csrf_token: document.querySelector("[name=csrf_token]")?.value ?? "" });
  const options = { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } };
  for (const key of unsentReadings()) {
    const reply = await fetch(key.split(" ")[2], options).catch(() => null);
    const isAnswered = reply?.headers.get("Content-Type")?.startsWith("application/json");
    if (isAnswered && (reply.ok || [404, 409].includes(reply.status))) localStorage.removeItem(key);
  }
}

/** “I have understood” opens the next lesson at once, in one round trip: that page sends the reading. */
function goOnAtOnce(form) {
  form.addEventListener("submit", async (event) => {
    if (navigator.serviceWorker?.controller) return; // it keeps readings itself
    if (!form.dataset.next) {
      if (!unsentReadings().length) return;
      event.preventDefault();
      await sendReadings();
      form.submit();
      return;
    }
    event.preventDefault();
    localStorage.setItem(`read ${root.dataset.who} ${form.getAttribute("action")}`, "yes");
    location.assign(form.dataset.next);
  });
}

/** Enter goes on to the next field of a form with many short ones; at the end it sends. */
function goOnWithEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text") return;
    const fields = [...form.querySelectorAll("input[type=text], input[type=date]")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

addEventListener("submit", sendOnce);
// Only phones that took something along pay for what that needs.
if (navigator.serviceWorker?.controller) import(document.querySelector("script[data-phone]").dataset.phone);
addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") === "/sign-out") forgetAnswers("");
});
if (root.dataset.who) forgetAnswers(root.dataset.who);
addEventListener("shown", () => {
  // sitting.js has put another question in place
  window.speechSynthesis?.cancel();
  document.querySelectorAll("main [data-reads][hidden]").forEach(setUpReading);
});

document.querySelectorAll("[data-enter-goes-on]").forEach(goOnWithEnter);
document.querySelectorAll("[data-live]").forEach(setUpLiveSearch);
document.querySelectorAll("[data-reads]").forEach(setUpReading);
try {
  document.querySelectorAll("[data-reading]").forEach(goOnAtOnce);
  if (root.dataset.who && unsentReadings().length) sendReadings();
} catch {
  // storage is switched off: the forms work as they are
}
document.querySelectorAll("[data-place]").forEach(keepPlace);
document.querySelectorAll(".block--audio").forEach(setUpTrack);
document.querySelectorAll("[data-reveals]").forEach(setUpReveal);
document.querySelectorAll("[data-demo]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => fillDemo(button));
});
if (document.querySelector("[data-refresh]")) setTimeout(() => location.reload(), 2000);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// The strip of pages may be wider than a phone: show where one is.
document.querySelector(".strip [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
