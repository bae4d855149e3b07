// On the content origin, between a lesson page and a package: speaks SCORM with the package in the
// inner frame (scorm-again does), and tells the lesson page what was reported. Keeps nothing itself.

const { page, standard, runtime, launch, learner, mastery, launchData, reports } = document.body.dataset;
const is12 = standard === "1.2";
const SETTLES = 400; // ms until what was set is told: packages set a dozen values in a row
const FINAL = ["passed", "completed", "failed"];
const activity = document.getElementById("activity");
const known = { learner: is12 ? "student" : "learner", mode: is12 ? "lesson_mode" : "mode" };
let [api, timer] = [null, null];

const say = (message) => parent.postMessage(message, page);

function tell() {
  clearTimeout(timer);
  timer = null;
  say({ kind: "commit", state: api.renderCommitCMI(false, true) });
}
const tellSoon = () => { timer ??= setTimeout(tell, SETTLES); };

/** The state an activity begins with: what it said last time, and who and how it is asked now. */
function begun({ exit, session_time: _, ...last }, status) {
  const isNew = !status || status === "not attempted" || status === "unknown";
  const goesOn = exit === "suspend" || !FINAL.includes(status);
  return {
    ...last,
    [`${known.learner}_id`]: learner,
    [known.mode]: "normal",
    credit: "credit",
    entry: isNew && !exit ? "ab-initio" : goesOn ? "resume" : "",
  };
}

function restored(cmi) {
  const shared = { ...cmi, launch_data: launchData };
  if (!is12) {
    return { ...begun(shared, cmi.completion_status), scaled_passing_score: mastery };
  }
  const status = cmi.core?.lesson_status;
  const core = { lesson_status: "not attempted", ...begun(cmi.core ?? {}, status) };
  return { ...shared, core, student_data: { ...cmi.student_data, mastery_score: mastery } };
}

async function speak(state) {
  Object.hasOwn ??= (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  const kinds = await import(runtime);
  api = new (is12 ? kinds.Scorm12API : kinds.Scorm2004API)({ logLevel: 5 });
  api.loadFromJSON(restored(state?.cmi ?? {}), "cmi");
  const lms = is12 ? "LMS" : "";
  api.on(`${lms}Initialize`, tellSoon);
  api.on(`${lms}SetValue`, tellSoon);
  api.on(`${lms}Commit`, tell);
  api.on(is12 ? "LMSFinish" : "Terminate", tell);
  window[is12 ? "API" : "API_1484_11"] = api;
}

/** Pages that say nothing are done once they were opened. */
function vouch() {
  const done = is12 ? { core: { lesson_status: "completed" } } : { completion_status: "completed" };
  say({ kind: "commit", state: { cmi: done } });
}

async function start(state) {
  if (reports === undefined) activity.addEventListener("load", vouch, { once: true });
  else await speak(state);
  activity.src = launch;
}

/** Leave the package as a learner would by closing it, so that it says its last words. */
function close() {
  activity.addEventListener("load", () => {
    if (timer) tell();
    say({ kind: "closed" });
  }, { once: true });
  activity.src = "about:blank";
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== page || source !== parent) return;
  if (data.kind === "state") start(data.state);
  if (data.kind === "close") close();
});
say({ kind: "ready" });
