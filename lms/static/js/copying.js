// A button that copies a text; by hand it works without.

/** Copy what a field holds; phones without the clipboard get it marked and copied the old way. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // it is marked: a long press copies it
  }
  button.querySelector("span").textContent = button.dataset.done;
}

document.querySelectorAll("[data-copies]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
});
