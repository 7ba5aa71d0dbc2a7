// The page's frame: moving between channels, the stream of changes, and the one way to send something.
import { startComposers } from "./compose.js";
import { carryOver, openModal, startActions } from "./actions.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`);
const $ = (selector) => document.querySelector(selector);
let toastTimer;

export function toast(text) {
  const t = $("#toast");
  t.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { t.textContent = ""; }, 6000);
}

// send carries out a deed; what comes of it arrives over the stream. It returns whether it went well.
export async function send(what, deed) {
  try {
    const answer = await fetch(`/sandbox/do/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sandbox-Token": meta("sandbox-token").content },
      body: JSON.stringify(deed),
    });
    const { error } = await answer.json();
    if (error) toast(error.replace(/^sandbox: /, ""));
    return !error;
  } catch {
    toast("The workspace does not answer. Is it running?");
    return false;
  }
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function toEnd(list) {
  if (list) list.scrollTop = list.scrollHeight;
}

// drafts are the message boxes of the page as it stands, with what is typed there.
function drafts() {
  return [...document.querySelectorAll("form.composer")].map((form) => {
    const box = form.querySelector("textarea");
    return { channel: form.dataset.channel, thread: form.dataset.thread, box, typing: box === document.activeElement };
  });
}

// go shows another part of the workspace without losing the stream, nor what is being typed: a page may be drawn anew under
// somebody's fingers.
export async function go(url, push = true) {
  const answer = await fetch(url);
  const page = parse(await answer.text());
  const before = drafts();
  $("#shell").replaceWith(page.querySelector("#shell"));
  meta("sandbox-token").content = page.querySelector('meta[name="sandbox-token"]').content;
  meta("sandbox-version").content = page.querySelector('meta[name="sandbox-version"]').content;
  document.title = page.title;
  if (push) history.pushState(null, "", url);
  swapModal(page.querySelector("#modal-root").innerHTML);
  for (const { channel, thread, box } of drafts()) {
    const old = before.find((d) => d.channel === channel && d.thread === thread);
    if (!old) continue;
    box.value = old.box.value;
    box.setSelectionRange(old.box.selectionStart, old.box.selectionEnd);
    if (old.typing) box.focus();
  }
  start();
  if (push) ($("#thread textarea") ?? $("#composer-text") ?? $("#home") ?? $("#main")).focus();
}

function start() {
  startComposers();
  document.querySelectorAll(".messages").forEach(toEnd);
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) { target.scrollIntoView({ block: "center" }); target.focus(); }
  const main = $("#main");
  const direct = main?.querySelector(".tabs");
  if (direct) send("open", { tab: $("#home") ? "home" : "messages" });
}

function swapModal(html) {
  const root = $("#modal-root");
  const old = root.querySelector("dialog");
  const fresh = parse(html).querySelector("dialog");
  if (!old && !fresh) return;
  const same = old && fresh && old.dataset.view === fresh.dataset.view;
  const focused = same && document.activeElement?.id;
  if (same) carryOver(old, fresh);
  old?.close();
  root.replaceChildren(...(fresh ? [fresh] : []));
  if (!fresh) return;
  openModal(fresh);
  const wrong = fresh.querySelector(".wrong input, .wrong select, .wrong textarea");
  const again = wrong ?? (focused && document.getElementById(focused));
  if (again) again.focus();
}

// place puts a message where its timestamp belongs in a list, or takes it away.
function place(list, update, belongs) {
  if (!list) return;
  const old = list.querySelector(`[data-ts="${CSS.escape(update.ts)}"]`);
  if (update.gone || !belongs) { old?.remove(); return; }
  const fresh = parse(update.html).body.firstElementChild;
  if (!fresh) return;
  const near = list.scrollHeight - list.scrollTop - list.clientHeight < 160;
  if (old) {
    const focused = old.contains(document.activeElement) && document.activeElement.id;
    old.replaceWith(fresh);
    if (focused !== false) (document.getElementById(focused) ?? fresh).focus({ preventScroll: true });
  } else {
    const after = [...list.querySelectorAll("[data-message]")].find((m) => m.dataset.ts > update.ts);
    after ? after.before(fresh) : list.append(fresh);
  }
  if (near) toEnd(list);
}

function onMessage(update) {
  const main = $("#main");
  const here = main && main.dataset.channel === update.channel;
  if (here) {
    place($("#messages"), update, update.top);
    const thread = $("#thread");
    if (thread) place($("#replies"), update, update.ts === thread.dataset.thread || update.thread === thread.dataset.thread);
  } else if (!update.gone && update.top) {
    const link = document.querySelector(`.sidebar [data-channel="${CSS.escape(update.channel)}"]`);
    link?.classList.add("unread");
    link?.querySelector(".new")?.removeAttribute("hidden");
  }
}

function onSidebar(html) {
  const fresh = parse(html).querySelector("#sidebar");
  fresh.querySelectorAll("[data-channel]").forEach((a) => {
    if (a.dataset.channel === $("#main").dataset.channel) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  });
  $("#sidebar").replaceWith(fresh);
}

function listen() {
  const stream = new EventSource("/sandbox/events");
  stream.onmessage = ({ data }) => {
    const update = JSON.parse(data);
    switch (update.kind) {
      case "hello":
        document.body.dataset.live = "yes";
        if (String(update.version ?? 0) !== meta("sandbox-version").content) go(location.href, false);
        break;
      case "message": onMessage(update); break;
      case "modal": swapModal(update.html ?? ""); break;
      case "home": if ($("#home")) $("#home").replaceWith(parse(update.html).querySelector("#home")); break;
      case "sidebar": onSidebar(update.html); break;
      case "reload": go(location.href, false); break;
    }
  };
  stream.onerror = () => { document.body.dataset.live = "no"; };
  return stream;
}

let stream = listen();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (link && !event.metaKey && !event.ctrlKey && event.button === 0) {
    event.preventDefault();
    go(link.href);
  }
  if (event.target.closest("#menu-open")) {
    $("#sidebar").classList.add("open");
    $("#menu-close").focus();
  } else if ($("#sidebar.open") && !event.target.closest("#sidebar select, #sidebar label")) closeMenu();
});
document.addEventListener("change", async (event) => {
  if (event.target.id !== "persona") return;
  await send("as", { as: event.target.value });
  stream.close();
  stream = listen();
  go(location.href, false);
});
function closeMenu() {
  $("#sidebar").classList.remove("open");
  $("#menu-open").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("#sidebar.open")) return closeMenu();
  const message = event.target.closest?.("[data-message]");
  if (message && event.target === message && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const all = [...message.parentElement.querySelectorAll("[data-message]")];
    all[all.indexOf(message) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else if (event.target.matches?.(".messages") && event.key === "ArrowUp") {
    event.preventDefault();
    [...event.target.querySelectorAll("[data-message]")].pop()?.focus();
  }
});
window.addEventListener("popstate", () => go(location.href, false));

startActions();
start();
const waiting = $("#modal-root dialog");
if (waiting) openModal(waiting);
