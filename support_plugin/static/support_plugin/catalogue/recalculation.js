/* While open tickets are counted anew: asks every two seconds how far it is, and takes the bar away at the end. */

// Wagtail's scripts stand before the page's content.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-recalculation]");
  if (!place) return;

  const EVERY = 2000;
  const LONGEST = 60000;
  let wait = EVERY;
  let timer;

  async function look() {
    if (document.hidden) return again();
    try {
      const response = await fetch(place.dataset.recalculation, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
      });
      if (response.status === 204) {
        place.replaceChildren();
        return;
      }
      if (response.status !== 200) return;
      place.innerHTML = await response.text();
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    again();
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  if (place.firstElementChild) again();
  // Wagtail says so when a moved row was stored, which may have started the counting.
  document.addEventListener("w-messages:add", again);
});
