// On pages that check certificates: keeps what this phone needs to check without network. All of it
// is public and nobody's, so it stays when somebody signs out.

const said = document.querySelector("script[data-shell]").dataset;
const STALE = 86_400_000;

const canCheck = () => crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]).then(() => true, () => false);

async function fetchInto(cache, address) {
  const reply = await fetch(address, { credentials: "omit" });
  if (!reply.ok) throw new Error(`${reply.status}`);
  await cache.put(address, reply);
}

async function keep() {
  await navigator.serviceWorker.register("/sw.js");
  const cache = await caches.open("verify");
  const files = [...said.files.split(" "), ...((await canCheck()) ? [] : [said.fallback])];
  const missing = [];
  for (const one of files) if (!(await cache.match(one, { ignoreVary: true }))) missing.push(one);
  for (const one of missing) await fetchInto(cache, one);
  const shell = await cache.match(said.shell, { ignoreVary: true });
  if (missing.length || !shell || Date.now() - Date.parse(shell.headers.get("Date")) > STALE) await fetchInto(cache, said.shell);
  for (const one of [said.keys, said.list]) await fetchInto(cache, one);
  const wanted = new Set([...files, said.shell, said.keys, said.list].map((one) => new URL(one, location).href));
  for (const one of await cache.keys()) if (!wanted.has(one.url)) await cache.delete(one);
}

if ("serviceWorker" in navigator && self.caches && self.crypto?.subtle)
  await keep().catch(() => {}); // no room, or the network broke off: the next visit goes on
