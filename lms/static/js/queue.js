// A form that must arrive though the network is down: kept on the phone, sent when it is back.
// Only ids are kept, never names; only for the person signed in; the server counts each once.

const STORE = "unsent";
const AGAIN_AFTER = 20_000;
const form = document.querySelector("[data-queue]");
const state = document.getElementById("unsent");

const read = () => JSON.parse(localStorage.getItem(STORE) || "[]");
const mine = () => read().filter((one) => one.who === form.dataset.who);

function write(all) {
  localStorage.setItem(STORE, JSON.stringify(all));
  show();
}

function show() {
  const people = new Set(mine().flatMap((one) => one.people.map((id) => one.address + id)));
  state.hidden = people.size === 0;
  state.querySelector("strong").textContent = form.dataset.words.replace("0", people.size);
}

/** Put what is ticked aside; what was set aside before stays. */
function keep() {
  const people = new FormData(form).getAll("person");
  const reason = form.elements.reason ? form.elements.reason.value : "";
  if (people.length === 0) return;
  const one = { id: crypto.getRandomValues(new Uint32Array(2)).join("-"), who: form.dataset.who };
  write([...read(), { ...one, address: form.getAttribute("action"), people, reason }]);
}

/** Send one part; true when it arrived. What the server refuses stays until somebody looks. */
async function send(one) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  one.people.forEach((id) => body.append("person", id));
  if (one.reason) body.append("reason", one.reason);
  const options = { method: "POST", body, credentials: "same-origin" };
  const reply = await fetch(one.address, options).catch(() => null);
  return reply && reply.ok ? reply.url : null;
}

let busy = false;
async function drain() {
  if (busy) return;
  busy = true;
  let arrived = null;
  for (const one of mine()) {
    const address = await send(one);
    if (!address) break;
    arrived = address;
    write(read().filter((other) => other.id !== one.id));
  }
  busy = false;
  if (arrived) location.assign(arrived);
}

if (form && state) {
  form.addEventListener("submit", (event) => {
    if (form.elements.reason && !form.elements.reason.value) return; // the server says what lacks
    event.preventDefault();
    event.stopImmediatePropagation();
    keep();
    drain();
  });
  addEventListener("online", drain);
  setInterval(() => mine().length && drain(), AGAIN_AFTER);
  show();
  drain();
}
