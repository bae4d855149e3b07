// On every page of a phone that took modules along: says whether there is network and what waits to
// be sent, sends it, and asks before signing out while something waits. Loaded by app.js.

const here = document.querySelector("script[data-phone]").dataset;
await import(here.outbox);
const { outbox } = self;
const AGAIN = 20_000;
const COUNTS = /^\/(courses\/(modules\/[\w-]+(\/offline)?|phone)?)?$/; // pages that say how far one is
const person = document.documentElement.dataset.who ?? null;
const isHelped = "helped" in document.documentElement.dataset;
const main = document.querySelector("main");
const line = document.createElement("div");
line.className = "notice phone-state";
line.setAttribute("role", "status");
let online = navigator.onLine;

/** The words of the phone's language, kept when a module was taken along. */
const words = async () => (await outbox.state("words")) ?? {};

function say(kind, text, address, more) {
  line.className = `notice phone-state${kind ? ` notice--${kind}` : ""}`;
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  const inner = document.createElement("div");
  inner.append(paragraph);
  line.replaceChildren(inner);
  if (address) {
    const link = document.createElement("a");
    [link.href, link.textContent] = [address, more];
    paragraph.append(" ", link);
  }
  if (!line.isConnected) main.prepend(line);
}

/** Without network, unsent, or what the server said lately: one line, the most pressing first. */
export async function show() {
  const said = await words();
  const unsent = (await outbox.mine("events", person)).length;
  const told = (await outbox.mine("told", person)).sort((a, b) => b.at - a.at)[0];
  if (unsent) say("warn", (online ? said.unsent : said.unsentLost)?.replace("{n}", unsent) ?? "", "/courses/phone", said.see);
  else if (!online) say("", said.lost ?? "", "/courses/phone", said.see);
  else if (told) {
    say(told.counted ? "good" : "warn", told.words, told.address || null, said.result);
    await outbox.remove("told", told.key);
  } else if (line.isConnected && !line.classList.contains("notice--good")) say("good", said.allSent ?? "");
  dispatchEvent(new Event("phone"));
}

async function drain() {
  if (isHelped || !person) return;
  const before = (await outbox.mine("events", person)).length;
  const outcome = await outbox.drain();
  online = outcome !== "waiting" && navigator.onLine;
  if (before && outcome === "sent" && COUNTS.test(location.pathname)) return location.reload();
  await show();
}

/** Signing out takes everything off this phone; what was not sent is asked about first. */
async function leave(event) {
  const form = event.target;
  if (form.getAttribute("action") !== "/sign-out" || form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const unsent = person ? (await outbox.drain(), (await outbox.mine("events", person)).length) : 0;
  const said = await words();
  if (unsent && !(await sure(said, unsent))) return;
  if (person) await outbox.forget(person);
  await outbox.setState("who", null);
  const keep = Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: "unsent" });
  if ((await outbox.all("events")).length) form.append(keep); // of whoever was here before, too
  form.dataset.sure = "yes";
  form.requestSubmit();
}

/** Ask in a dialog of the page: stay and send, or leave what waits here for the next time. */
function sure(said, unsent) {
  const dialog = document.createElement("dialog");
  dialog.className = "card";
  const text = document.createElement("p");
  text.textContent = said.leaving?.replace("{n}", unsent) ?? "";
  const [stay, go] = [said.stay, said.leave].map((label, n) => {
    const button = document.createElement("button");
    button.className = `button${n ? "" : " button--primary"}`;
    button.textContent = label;
    return button;
  });
  const row = document.createElement("p");
  row.className = "row";
  row.append(stay, go);
  dialog.append(text, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    const end = (answer) => () => { dialog.remove(); done(answer); };
    stay.addEventListener("click", end(false));
    go.addEventListener("click", end(true));
    dialog.addEventListener("cancel", end(false));
  });
}

// Pages say who is signed in; the one shown without network says nothing about it.
if (!isHelped && !document.querySelector("meta[name=lost]")) await outbox.setWho(person);
addEventListener("submit", leave, true);
addEventListener("online", () => { online = true; drain(); });
addEventListener("offline", () => { online = false; show(); });
document.addEventListener("visibilitychange", () => document.hidden || drain());
setInterval(async () => (await outbox.mine("events", person)).length && drain(), AGAIN);
if (person) await (online ? drain() : show());
