/* The description as a page to read and try. What is tried with the site's session carries its CSRF token. */
(() => {
  "use strict";

  const page = document.getElementById("docs");
  const SAFE = ["GET", "HEAD", "OPTIONS"];
  const here = (address) => new URL(address, document.baseURI).origin === location.origin;

  window.SwaggerUIBundle({
    url: page.dataset.schema,
    domNode: page,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (!SAFE.includes((request.method || "GET").toUpperCase()) && here(request.url)) {
        request.headers["X-CSRFToken"] = page.dataset.csrf;
      }
      return request;
    },
  });
})();
