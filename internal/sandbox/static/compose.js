// The message box: sending, growing, and completing slash commands.
import { send } from "./app.js";

export function startComposers() {
  document.querySelectorAll("form.composer").forEach(startComposer);
}

function startComposer(form) {
  const box = form.querySelector("textarea");
  const list = form.querySelector('[role="listbox"]');
  const button = form.querySelector(".send");
  let chosen = -1;

  const shown = () => (list ? [...list.children].filter((o) => !o.hidden) : []);
  const open = () => list && !list.hidden;

  function close() {
    if (!list) return;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const options = shown();
    chosen = (index + options.length) % options.length;
    options.forEach((o, i) => o.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function complete() {
    const typed = box.value;
    if (!list || !/^\/\S*$/.test(typed)) return close();
    for (const o of list.children) o.hidden = !o.dataset.command.startsWith(typed.toLowerCase());
    if (shown().length === 0) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(0);
  }

  function take(option) {
    box.value = option.dataset.command + " ";
    close();
    changed();
    box.focus();
  }

  function changed() {
    button.disabled = box.value.trim() === "";
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    changed();
    close();
    const sent = await send("say", { channel: form.dataset.channel, thread: form.dataset.thread ?? "", text });
    if (!sent && box.value === "") { box.value = text; changed(); }
  }

  box.addEventListener("input", () => { changed(); complete(); });
  box.addEventListener("blur", () => setTimeout(close, 150));
  list?.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-command]");
    if (option) { event.preventDefault(); take(option); }
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (open()) {
      const exact = shown()[chosen]?.dataset.command === box.value;
      switch (event.key) {
        case "ArrowDown": event.preventDefault(); return choose(chosen + 1);
        case "ArrowUp": event.preventDefault(); return choose(chosen - 1);
        case "Escape": event.preventDefault(); return close();
        case "Tab":
          if (event.shiftKey) return close();
          event.preventDefault();
          return take(shown()[chosen]);
        case "Enter":
          if (!event.shiftKey && !exact) { event.preventDefault(); return take(shown()[chosen]); }
      }
    }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  changed();
}
