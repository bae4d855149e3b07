// The page that answers for the check pages when there is no network: reads the claim from the
// address, checks it, and says what it is worth. The words are the page's.

const said = document.querySelector("script[data-claims]").dataset;
const claims = await import(said.claims);
const PATIENCE = 4000;
const box = document.getElementById("phone-finding");
const facts = document.getElementById("phone-facts");
const compare = document.getElementById("phone-name");
const pasted = document.getElementById("phone-address");
const again = document.getElementById("phone-again");
let shown = null;

/** From the server if it answers soon, else as it was kept: { facts, on }, `on` the day of it. */
async function fetched(address) {
  const cache = await self.caches?.open("verify").catch(() => null);
  let reply = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout?.(PATIENCE) }).catch(() => null);
  if (reply?.ok) await cache?.put(address, reply.clone()).catch(() => {});
  else reply = await cache?.match(address, { ignoreVary: true });
  const body = await reply?.json().catch(() => null);
  return body && { facts: body, on: dayOf(Date.parse(reply.headers.get("Date")) || Date.now()) };
}

/** The day it is in Việt Nam, as 2026-11-30. */
const dayOf = (instant) => new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10);
const written = (day) => day.split("-").reverse().join("/");
const moment = (made) => `${made.slice(11, 16)} ${written(made.slice(0, 10))}`;

function say(name) {
  document.getElementById("phone-header").hidden = true; // the finding is the heading now
  box.replaceChildren(document.querySelector(`template[data-said="${name}"]`).content.cloneNode(true));
}

function tell(claim, list) {
  const title = list?.programmes?.[claim.programme];
  const values = {
    number: claims.numberText(claim), initials: claim.initials,
    programme: title ? `${title} (${claim.programme})` : claim.programme, issued: written(claim.issued), until: claim.until ? written(claim.until) : said.endless,
  };
  facts.querySelectorAll("[data-fact]").forEach((one) => { one.textContent = values[one.dataset.fact]; });
  document.getElementById("phone-age").textContent = list ? said.fresh.replace("{moment}", moment(list.made)) : said.none;
}

async function check(address) {
  const parts = claims.partsOf(address);
  shown = null;
  facts.hidden = compare.hidden = true;
  document.getElementById("phone-same").textContent = "";
  if (!parts) return say("unread");
  again.href = `/v/${parts.token}${parts.claim && `.${parts.claim}`}`;
  if (!parts.claim) return say("short");
  const [keys, envelope] = await Promise.all([fetched(said.keys), fetched(said.list)]);
  if (!keys) return say("unready");
  const list = envelope && (await claims.listOf(envelope.facts, keys.facts.keys, said.fallback));
  const known = { list: keys.facts.keys, on: keys.on };
  const { name, claim } = await claims.judge(parts, known, list, dayOf(Date.now()), said.fallback);
  say(name);
  if (!claim) return;
  shown = { token: parts.token, claim };
  tell(claim, list);
  facts.hidden = compare.hidden = false;
}

compare.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { value } = compare.elements.full_name;
  if (!shown || !value.trim()) return compare.elements.full_name.focus();
  const same = await claims.isName(shown.claim, shown.token, value);
  document.getElementById("phone-same").replaceChildren(document.querySelector(`template[data-same="${same ? "yes" : "no"}"]`).content.cloneNode(true));
});
pasted.addEventListener("submit", (event) => {
  event.preventDefault();
  check(pasted.elements.address.value);
});
if (/^\/v\/|^\/verify\/(?!phone$)/.test(location.pathname)) {
  again.href = location.pathname;
  await check(location.pathname);
}
