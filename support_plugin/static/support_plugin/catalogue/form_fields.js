/* Of the limits of a field only those are shown that its kind has. */
(() => {
  "use strict";

  const kind = document.getElementById("id_kind");
  if (!kind) return;
  const update = () => {
    document.querySelectorAll(".support-limit").forEach((limit) => {
      limit.hidden = !limit.classList.contains(`support-limit--${kind.value}`);
    });
  };
  kind.addEventListener("change", update);
  update();
})();
