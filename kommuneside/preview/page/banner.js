// A reload folds the sections again and opens the list of advice: what the writer had chosen is kept in the tab's
// own history entry, where nothing is stored and nothing is left behind.
(() => {
  const kept = () => (history.state && history.state.preview) || {};
  const keep = (what) => history.replaceState({ ...history.state, preview: { ...kept(), ...what } }, "");

  const root = document.querySelector("kommuneside-preview").shadowRoot;
  const notes = root && root.querySelector("details");
  if (notes) {
    if (kept().closed == notes.textContent) notes.open = false;
    notes.addEventListener("toggle", () => keep({ closed: notes.open ? "" : notes.textContent }));
  }

  addEventListener("DOMContentLoaded", () => {
    const panels = () => [...document.querySelectorAll("accordion-panel")].filter((panel) => panel.fold);
    const folded = kept().folded || {};
    for (const panel of panels()) if (panel.id in folded) panel.fold(folded[panel.id]);
    new MutationObserver(() => {
      keep({ folded: Object.fromEntries(panels().map((panel) => [panel.id, panel.hasAttribute("hidden")])) });
    }).observe(document.body, { subtree: true, attributeFilter: ["hidden"] });
  });
})();
