// How much time is left, counted down from the seconds the server said; the phone's clock is never
// asked what time it is. After a sleep the server is asked again.

const read = (root) => Number(root.querySelector("#time-left")?.dataset.left);
let end = performance.now() + 1000 * read(document);

function tick() {
  const line = document.getElementById("time-left");
  if (!line) return;
  const left = Math.max(0, Math.round((end - performance.now()) / 1000));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  line.querySelector("[data-clock]").textContent =
    left ? line.dataset.words.replace("{time}", clock) : line.dataset.over;
}

async function askAgain() {
  if (document.visibilityState !== "visible") return;
  const reply = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  const html = await reply?.text().catch(() => "");
  const left = read(new DOMParser().parseFromString(html ?? "", "text/html"));
  if (!Number.isNaN(left)) end = performance.now() + 1000 * left;
}

setInterval(tick, 1000);
addEventListener("shown", tick);
addEventListener("pageshow", (event) => event.persisted && askAgain());
document.addEventListener("visibilitychange", askAgain);
tick();
