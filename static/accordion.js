// Folds the sections of a page. Without this script they are all open; with it each folds itself as the
// parser reaches it, so nothing flashes, and one that fails stays open and harms no other.
// The `hidden` attribute alone is the state: the button's aria-expanded and the status line follow it,
// whoever removes it: a press, Ctrl+F, a link to the section.
(() => {
  // A browser that cannot search in what is folded hides it plainly; links still open it.
  const folded = "onbeforematch" in HTMLElement.prototype ? "until-found" : "";
  const panels = () => [...document.querySelectorAll("accordion-panel")];
  const isOpen = (panel) => !panel.hasAttribute("hidden");
  let waiting;

  // Once for each action, however many sections it moved; said again only where someone asked.
  const report = (asked) => {
    if (waiting || document.readyState == "loading") return;
    waiting = setTimeout(() => {
      waiting = 0;
      const controls = document.querySelector("accordion-controls");
      if (!controls) return;
      const total = panels().length, open = panels().filter(isOpen).length, texts = controls.dataset;
      const status = controls.querySelector("[role=status]");
      const text = open == total ? texts.all : open > 1 ? texts.some.replace("#", open) : open ? texts.one : texts.none;
      if (asked || status.textContent != text) status.replaceChildren(text);
    });
  };

  const find = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch (malformed) {}
  };

  // Opens the section that is, or holds, what the address points at. The browser's own scroll then finds it;
  // where that has already been and gone, we scroll.
  const reveal = (hash, late) => {
    const target = find(hash), panel = target && target.closest("accordion-panel");
    if (!panel || isOpen(panel)) return;
    panel.fold(false);
    if (late) target.scrollIntoView();
  };

  customElements.define("accordion-panel", class extends HTMLElement {
    static get observedAttributes() { return ["hidden"]; }

    connectedCallback() {
      if (this.button) return;
      const heading = this.previousElementSibling, button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-controls", this.id);
      button.setAttribute("aria-expanded", true);
      button.addEventListener("click", () => this.fold(isOpen(this)));
      button.append(...heading.childNodes);
      heading.append(button);
      this.button = button;
      this.addEventListener("beforematch", () => this.fold(false));
      // Folding comes last: whatever failed above has left the section open.
      this.fold(this.dataset.open == null && find(location.hash) != this);
    }

    attributeChangedCallback() {
      if (this.button) this.button.setAttribute("aria-expanded", isOpen(this));
      report();
    }

    fold(yes) {
      if (!yes) this.removeAttribute("hidden");
      else if (this.button) this.setAttribute("hidden", folded);
    }
  });

  // What only a script can do is shown only when it can.
  const define = (name, press) => customElements.define(name, class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) press(this, button);
      });
      this.hidden = false;
    }
  });

  define("accordion-controls", (controls, button) => {
    report(true);
    for (const panel of panels()) panel.fold(button.value == "close");
  });

  define("accordion-link", async (link) => {
    const address = new URL("#" + link.closest("accordion-panel").id, location).href;
    const answer = link.querySelector("output");
    try {
      await navigator.clipboard.writeText(address);
      answer.textContent = link.dataset.copied;
    } catch (refused) {
      // Shown and selected instead, ready for the reader's own copying.
      const shown = document.createElement("span");
      shown.textContent = address;
      answer.textContent = link.dataset.refused + " ";
      answer.append(shown);
      getSelection().selectAllChildren(shown);
    }
  });

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (link && link.href.split("#")[0] == location.href.split("#")[0]) reveal(link.hash);
  });
  addEventListener("hashchange", () => reveal(location.hash, true));
  addEventListener("DOMContentLoaded", () => {
    reveal(location.hash, true);
    report();
  });
})();
