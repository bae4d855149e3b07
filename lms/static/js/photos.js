// Photographs are made small on the phone before they are sent; the server does it again anyway.

const WIDEST = 1280;
const QUALITY = 0.8;

/** Put a small JPEG in place of a large photograph; what cannot be read is sent as it is. */
async function makeSmall(input) {
  const file = input.files[0];
  if (!file || file.size < 300_000) return;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!small || small.size >= file.size || input.files[0] !== file) return;
  const held = new DataTransfer();
  held.items.add(new File([small], "anh.jpg", { type: "image/jpeg" }));
  input.files = held.files;
}

document.querySelectorAll("input[type=file]").forEach((input) => {
  input.accept = "image/*";
  input.addEventListener("change", () => makeSmall(input));
});
