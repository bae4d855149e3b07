// Writing a question: the preview follows the typing, Enter goes to the next row and makes one.
// Without it the same form works by its buttons.

const form = document.querySelector("[data-editor]");
const WAIT = 500;
let waiting = 0;
let asked = 0;

/** What is typed, without files: those travel once, when a button is pressed. */
function typed() {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  return fields;
}

/** Ask the server how a learner would see it, and put that in place. */
async function preview() {
  const turn = (asked += 1);
  const reply = await fetch(form.dataset.editor, {
    method: "POST",
    body: typed(),
    credentials: "same-origin",
  }).catch(() => null);
  if (!reply || !reply.ok || turn !== asked) return; // the button still works
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  document.getElementById("preview").replaceChildren(...page.getElementById("preview").childNodes);
}

function previewSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(preview, WAIT);
}

/** One more row like the last one, empty; what was its place counts on. */
function addLine(lines) {
  const last = lines.lastElementChild;
  const place = lines.children.length - 1;
  if (place >= 25) return last;
  const line = last.cloneNode(true);
  const renumber = (text) => text.replace(`-row-${place}`, `-row-${place + 1}`)
    .replace(new RegExp(`^(picture|audio)-${place}(?=-|$)`), `$1-${place + 1}`);
  for (const part of line.querySelectorAll("[id], [for], [name]"))
    for (const name of ["id", "for", "name"])
      if (part.hasAttribute(name)) part.setAttribute(name, renumber(part.getAttribute(name)));
  for (const field of line.querySelectorAll("input")) {
    if (field.name === "right") field.value = place + 1;
    else field.value = "";
    field.checked = false;
  }
  line.querySelectorAll("[type=hidden], .medium, .field__error").forEach((part) => part.remove());
  line.querySelector("[data-number]").textContent = place + 2;
  lines.append(line);
  return line;
}

/** Enter in a row goes on to the same field of the next one. */
function onKey(event) {
  const line = event.target.closest("[data-line]");
  if (event.key !== "Enter" || event.isComposing || !line || event.target.type !== "text") return;
  event.preventDefault();
  const next = line.nextElementSibling || addLine(line.parentElement);
  next.querySelector(`[name="${event.target.name}"]`)?.focus();
}

function onMore(event) {
  const button = event.target.closest("[data-more]");
  if (!button) return;
  event.preventDefault();
  addLine(form.querySelector(`[data-lines="${button.dataset.more}"]`)).querySelector("input").focus();
}

/** Known tags are offered after those typed already. */
function onTags(event) {
  if (event.target.name !== "tags") return;
  const before = event.target.value.replace(/[^,]*$/, "");
  for (const option of document.querySelectorAll("#known-tags option")) {
    option.dataset.tag ??= option.value;
    option.value = (before && `${before.trimEnd()} `) + option.dataset.tag;
  }
}

form.addEventListener("input", previewSoon);
form.addEventListener("input", onTags);
form.addEventListener("keydown", onKey);
form.addEventListener("click", onMore);
