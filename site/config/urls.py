"""The addresses of the host site. Persian stands bare, English below /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import api, media, theme
from config.accounts import log_in_to_admin
from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("support_plugin/img/logo.svg"))),
    path("theme/", theme.switch, name="theme"),
    path("admin/login/", log_in_to_admin, name="wagtailadmin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("api/auth/", include(api.log_in)),
    path("api/support/v1/", include("support_plugin.api.urls")),
    path("api/v2/", api.version_2.urls),
    path("api/v3/", api.version_3),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", media.serve)]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("panel/", include("support_plugin.urls")),
    path("", include("knowledge_base.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "config.errors.bad_request"
