// What works inside messages, home tabs and modals: buttons, menus, fields, confirmation and submission.
import { send } from "./app.js";

const controls = "[data-action-id]";

// valueOf reads what is chosen or typed in an element.
function valueOf(control) {
  if (control.matches("fieldset")) return [...control.querySelectorAll("input:checked")].map((i) => i.value);
  if (control.matches("select")) return [...control.selectedOptions].map((o) => o.value).filter(Boolean);
  return "value" in control && control.value !== "" ? [control.value] : [];
}

const keeps = (control) => !["button", "overflow"].includes(control.dataset.kind);

// stateOf reads all that is chosen or typed in a message or a view.
function stateOf(place) {
  const state = {};
  for (const c of place.querySelectorAll(controls)) {
    if (keeps(c)) (state[c.dataset.block] ??= {})[c.dataset.actionId] = valueOf(c);
  }
  return state;
}

function confirmed(control) {
  const dialog = control.dataset.confirm && document.getElementById(control.dataset.confirm);
  if (!dialog) return Promise.resolve(true);
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}

async function press(control, value) {
  if (control.getAttribute("aria-busy") === "true") return;
  if (!(await confirmed(control))) return;
  const place = control.closest(".view, [data-message]");
  const deed = { block: control.dataset.block, action: control.dataset.actionId, value, state: stateOf(place) };
  if (place.dataset.view) deed.view = place.dataset.view;
  else Object.assign(deed, { channel: place.dataset.channel, ts: place.dataset.ts });
  control.setAttribute("aria-busy", "true");
  await send("press", deed);
  control.removeAttribute("aria-busy");
}

// openModal shows a modal above everything; the browser keeps the focus inside it.
export function openModal(dialog) {
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    send("dismiss", {});
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = dialog.querySelector("[data-submit]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await send("submit", { state: stateOf(dialog) });
    button.removeAttribute("aria-busy");
  });
  dialog.showModal();
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector(".content input, .content select, .content textarea, .content button");
  first?.focus();
}

// carryOver keeps what was typed when a modal is drawn anew.
export function carryOver(from, to) {
  for (const old of from.querySelectorAll(controls)) {
    const fresh = keeps(old) && old.id && to.querySelector(`#${CSS.escape(old.id)}`);
    if (!fresh || fresh.dataset.kind !== old.dataset.kind) continue;
    const values = valueOf(old);
    if (old.matches("fieldset")) fresh.querySelectorAll("input").forEach((i) => { i.checked = values.includes(i.value); });
    else if (old.matches("select")) [...fresh.options].forEach((o) => { o.selected = values.length ? values.includes(o.value) : o.value === ""; });
    else fresh.value = old.value;
  }
}

export function startActions() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    const answer = target.closest("[data-answer]");
    if (answer) return void answer.closest("dialog").close(answer.dataset.answer);
    if (target.closest("[data-dismiss]")) return void send("dismiss", {});
    const choice = target.closest(".overflow .choice");
    if (choice) {
      const menu = choice.closest("details");
      menu.open = false;
      return void press(menu, [choice.dataset.value]);
    }
    const button = target.closest('[data-kind="button"]');
    if (button) press(button, []);
    for (const menu of document.querySelectorAll("details.overflow[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
  document.addEventListener("change", (event) => {
    const control = event.target.closest("[data-live]");
    if (control && keeps(control)) press(control, valueOf(control));
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.overflow[open]");
    if (!menu) return;
    const all = [menu.querySelector("summary"), ...menu.querySelectorAll(".choice")];
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); menu.open = false; all[0].focus(); }
    if (event.key === "ArrowDown") { event.preventDefault(); all[Math.min(at + 1, all.length - 1)].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); all[Math.max(at - 1, 0)].focus(); }
  });
}
