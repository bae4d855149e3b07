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

/** Read a text aloud with the phone's own voice, paragraph by paragraph. */
function setUpReading(button) {
  const voice = window.speechSynthesis;
  const text = document.getElementById(button.dataset.reads);
  if (!voice || !text || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  const parts = [...text.querySelectorAll("h1, h2, p, li, label")].filter((part) => !part.querySelector("p"));
  const words = button.querySelector("span");

  const stop = () => {
    voice.cancel();
    parts.forEach((part) => part.classList.remove("is-speaking"));
    button.setAttribute("aria-pressed", "false");
    words.textContent = button.dataset.start;
  };
  const say = (place) => {
    if (place >= parts.length) return stop();
    const said = new SpeechSynthesisUtterance(parts[place].textContent);
    said.lang = text.lang || root.lang;
    said.rate = 0.9;
    said.onstart = () => parts[place].classList.add("is-speaking");
    said.onend = () => {
      parts[place].classList.remove("is-speaking");
      if (button.getAttribute("aria-pressed") === "true") say(place + 1);
    };
    said.onerror = stop;
    voice.speak(said);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    button.setAttribute("aria-pressed", "true");
    words.textContent = button.dataset.stop;
    say(0);
  });
  addEventListener("pagehide", stop);
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

/** On a shared phone, answers that are still to be sent stay only for whoever gave them. */
function forgetAnswers(but) {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith("answer ") && !key.startsWith(`answer ${but} `))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is switched off: nothing is kept
  }
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
