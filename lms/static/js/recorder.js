// Recording with the microphone of this device: what was recorded becomes the chosen file.

function setUpRecorder(row) {
  row.hidden = false;
  const words = row.querySelector("[data-start]");
  let [recorder, began, ticking] = [null, 0, 0];
  const tick = () => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    row.querySelector("[data-time]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  row.querySelector("[data-record]").addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    document.querySelector("[data-no-microphone]").hidden = Boolean(stream);
    if (!stream) return;
    const parts = [];
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      const type = recorder.mimeType.split(";")[0];
      const file = new File(parts, `ghi-am.${type.endsWith("mp4") ? "m4a" : "webm"}`, { type });
      const files = new DataTransfer();
      files.items.add(file);
      document.getElementById("recording").files = files.files;
      Object.assign(document.querySelector("[data-heard]"), { hidden: false, src: URL.createObjectURL(file) });
      stream.getTracks().forEach((track) => track.stop());
      clearInterval(ticking);
      recorder = null;
      words.textContent = words.dataset.start;
    };
    recorder.start();
    [began, ticking] = [Date.now(), setInterval(tick, 500)];
    words.textContent = words.dataset.stop;
  });
}

if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder)
  document.querySelectorAll("[data-recorder]").forEach(setUpRecorder);
