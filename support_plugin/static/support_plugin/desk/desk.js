/* The menu's counts. */
(() => {
  "use strict";

  // The sidebar shows the count as a pill; the words with the number stay for screen readers.
  const pill = () => {
    document.querySelectorAll("[data-desk-count]").forEach((link) => {
      const label = link.querySelector(".menuitem-label");
      if (!label || link.querySelector(".desk-pill")) return;
      const words = label.textContent;
      label.textContent = link.dataset.deskLabel;
      link.setAttribute("aria-label", words);
      const count = document.createElement("span");
      count.className = "desk-pill";
      count.setAttribute("aria-hidden", "true");
      count.textContent = link.dataset.deskCount;
      link.append(count);
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    const sidebar = document.getElementById("wagtail-sidebar");
    if (!sidebar) return;
    pill();
    new MutationObserver(pill).observe(sidebar, { childList: true, subtree: true });
  });
})();
