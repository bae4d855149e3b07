// What the QR code of a certificate says and what it is worth, told by the phone alone: the twin of
// certificates/claims.py, published_keys.py and lms/core/names.py. Knows no page.

const [VERSION, TOKEN, SIGNATURE, FIXED, LONGEST] = [1, 16, 64, 21, 24];
const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 86_400_000;
const bytes = (text) => new TextEncoder().encode(text);
const hex = (some) => [...some].map((one) => one.toString(16).padStart(2, "0")).join("");
const number = (some) => some.reduce((sum, one) => sum * 256 + one, 0);
const isoDay = (days) => (days ? new Date(EPOCH + days * DAY).toISOString().slice(0, 10) : null);

/** The bytes of base64url without padding; null for anything that is not exactly that. */
export function fromText(text) {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  const some = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  return toText(some) === text ? some : null;
}

export const toText = (some) => btoa(String.fromCharCode(...some)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Token and claim in an address as a QR code gives it, whatever stands before; null for others. */
export function partsOf(address) {
  const found = /(?:^|\/)(?:v|verify)\/([\w-]+)(?:\.([\w-]+))?\/?(?:[?#].*)?$/.exec(address.trim());
  return found ? { token: found[1], claim: found[2] ?? "" } : null;
}

/** What a claim says, whoever signed it; null when it is none. */
export function read(text) {
  const whole = fromText(text);
  if (!whole || whole.length <= FIXED + SIGNATURE || whole[0] !== VERSION) return null;
  const body = whole.slice(0, -SIGNATURE);
  const texts = textsOf(body.slice(FIXED));
  if (texts?.length !== 3) return null;
  const [series, programme, initials] = texts;
  return {
    key: hex(body.slice(1, 5)), number: number(body.slice(5, 8)), year: 2000 + body[8],
    issued: isoDay(number(body.slice(9, 11))) ?? "2020-01-01", until: isoDay(number(body.slice(11, 13))),
    name: hex(body.slice(13, FIXED)), series, programme, initials, body, signature: whole.slice(-SIGNATURE),
  };
}

function textsOf(rest) {
  const found = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    while (rest.length) {
      if (rest.length <= rest[0]) return null;
      found.push(decoder.decode(rest.slice(1, 1 + rest[0])));
      rest = rest.slice(1 + rest[0]);
    }
  } catch {
    return null;
  }
  return found;
}

/** Whether a key signed these bytes: by the browser, or by a small library where it has no Ed25519. */
export async function fits(signature, message, key, fallback) {
  try {
    const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, message);
  } catch {
    return (await import(fallback)).verifyAsync(signature, message, key).catch(() => false);
  }
}

/** For comparing names: lower case, without marks, đ as d; exactly as the server folds them. */
export function fold(text) {
  const plain = text.toLowerCase().replace(/đ/g, "d").normalize("NFD")
    .replace(/[\u0300-\u034e\u0350-\u036f\u1ab0-\u1abd\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e5-\u20f0\ufe20-\ufe2f]/g, "");
  return plain.normalize("NFC").split(/[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/).filter(Boolean).join(" ");
}

/** Whether a typed name is the one the claim has a hash of. */
export async function isName(claim, token, name) {
  const digest = await crypto.subtle.digest("SHA-256", bytes(`${token}:${fold(name)}`));
  return hex(new Uint8Array(digest).slice(0, 8)) === claim.name;
}

/** `000123-K/2026/GCN-SKHCN`, as it is printed; without check character where the series was cut. */
export function numberText({ number: n, year, series }) {
  const digits = String(n).padStart(6, "0");
  const isWhole = bytes(series).length < LONGEST;
  const plain = fold(series).toUpperCase().replace(/[^0-9A-Z]/g, "");
  return `${digits}${isWhole ? `-${checkOf(`${digits}${year}${plain}`)}` : ""}/${year}/${series}`;
}

/** The check character of ISO 7064, mod 37,36. */
function checkOf(text) {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const twice = (sum) => ((sum || 36) * 2) % 37;
  const sum = [...text].reduce((before, one) => (twice(before) + letters.indexOf(one)) % 36, 18);
  return letters[(37 - twice(sum)) % 36];
}

/** The status list out of its envelope; null unless a key we still believe signed just these bytes. */
export async function listOf(envelope, keys, fallback) {
  const key = keys.find((one) => one.kid === envelope?.key);
  const signature = fromText(envelope?.signature ?? "");
  if (!key || key["hocso:bad_since"] || !signature) return null;
  return (await fits(signature, bytes(envelope.list), fromText(key.x), fallback)) ? JSON.parse(envelope.list) : null;
}

/** The longest beginning of at most 24 bytes, never half a letter: how claims shorten texts. */
export function cut(text) {
  let some = bytes(text);
  if (some.length <= LONGEST) return text;
  some = some.slice(0, LONGEST);
  while (some.length) {
    try { return new TextDecoder("utf-8", { fatal: true }).decode(some); } catch { some = some.slice(0, -1); }
  }
  return "";
}

/** What a claim is worth: { name, claim }. `keys`: { list, on }, as fetched on a day; `list` may be null. */
export async function judge({ token, claim: text }, keys, list, today, fallback) {
  const claim = read(text);
  const before = fromText(token);
  if (!claim || before?.length !== TOKEN) return { name: "forged", claim: null };
  const key = keys.list.find((one) => one.kid === claim.key);
  if (!key) return { name: claim.issued < keys.on ? "forged" : "stranger", claim: null };
  const message = Uint8Array.from([...before, ...claim.body]);
  if (!(await fits(claim.signature, message, fromText(key.x), fallback))) return { name: "forged", claim: null };
  const bad = key["hocso:bad_since"];
  if (bad) return { name: claim.issued >= bad ? "withdrawn" : "unsure", claim: null };
  return { name: standing(claim, list, today), claim };
}

/** What the status list says of a genuine claim. */
function standing(claim, list, today) {
  const book = list?.books.find((one) => cut(one.series) === claim.series && one.year === claim.year);
  const ended = ["revoked", "replaced", "void"].find((kind) => book?.[kind]?.includes(claim.number));
  if (ended) return ended;
  if (claim.until && claim.until < today) return "expired";
  if (!list) return "unlisted";
  return book && claim.number <= book.last ? "valid" : "newer";
}
