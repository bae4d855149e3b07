// What is on this phone: modules taken along, and what waits to be sent. The words are the page's.

const { outbox } = self;
const person = document.documentElement.dataset.who;
const list = document.getElementById("kept-modules");
const waits = document.getElementById("kept-waits");

function row(template, fill) {
  const item = template.content.firstElementChild.cloneNode(true);
  fill(item);
  return item;
}

async function show() {
  const [modules, events] = [await outbox.mine("modules", person), await outbox.mine("events", person)];
  list.replaceChildren(...modules.map((one) => row(document.getElementById("kept-module"), (item) => {
    const link = item.querySelector("a");
    [link.href, link.querySelector("span").textContent] = [one.hub, one.title];
  })));
  document.getElementById("kept-none").hidden = modules.length > 0;
  const titles = new Map(modules.flatMap((one) => [...one.lessons.map((l) => [l.id, l.title]), [one.kit?.id, one.title]]));
  waits.replaceChildren(...events.map((one) => row(document.getElementById(`kept-${one.kind}`), (item) => {
    item.querySelector("strong").textContent = titles.get(one.subject) ?? "";
  })));
  document.getElementById("kept-sent").hidden = events.length > 0;
}

if (self.indexedDB && person) {
  addEventListener("phone", show);
  await show();
}
