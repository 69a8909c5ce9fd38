"""What helps to find the demo's guides: words that mean the same, and what editors put first."""

from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Locale

from knowledge_base.models import GuidePage, SynonymGroup

SYNONYMS = {
    "fa": [
        ["ضمیمه", "پیوست", "فایل"],
        ["تیکت", "درخواست"],
        ["دپارتمان", "واحد", "بخش"],
        ["پیامک", "اس‌ام‌اس", "اس ام اس", "sms"],
        ["ایمیل", "رایانامه", "email"],
        ["رمز عبور", "گذرواژه", "پسورد", "کلمه عبور"],
        ["کد تأیید", "otp", "رمز یک‌بارمصرف"],
        ["پنل", "ناحیه کاربری", "حساب کاربری"],
        ["ثبت", "ارسال"],
        ["خطا", "ارور", "error"],
        ["دانلود", "دریافت"],
        ["آپلود", "بارگذاری"],
        ["وب‌سرویس", "api"],
        ["لیست", "فهرست"],
        ["عکس", "تصویر", "اسکرین‌شات"],
        ["جدید", "تازه"],
        ["صورتحساب", "فاکتور"],
        ["الگو", "پترن"],
        ["پرینت", "چاپ"],
        ["لیبل", "برچسب"],
    ],
    "en": [
        ["attachment", "file"],
        ["ticket", "request"],
        ["department", "team"],
        ["SMS", "text message"],
        ["e-mail", "email", "mail"],
        ["password", "passcode"],
        ["verification code", "OTP", "one-time code"],
        ["error", "failure"],
        ["web service", "API"],
        ["log in", "sign in", "login"],
    ],
}
# The question, and the guide that comes first for it.
PICKS = {"fa": ("تیکت", "how-to-file-a-ticket"), "en": ("ticket", "how-to-file-a-ticket")}


def make_synonyms():
    """Make the groups unless editors have some already; answer whether any was new."""
    if SynonymGroup.objects.exists():
        return False
    for language, groups in SYNONYMS.items():
        locale = Locale.objects.get(language_code=language)
        for words in groups:
            SynonymGroup.objects.create(words="\n".join(words), locale=locale)
    return True


def make_picks():
    """Pick the first results unless editors have picked some already; answer whether any was new."""
    if SearchPromotion.objects.exists():
        return False
    for language, (question, slug) in PICKS.items():
        guide = GuidePage.objects.get(slug=slug, locale__language_code=language)
        SearchPromotion.objects.create(query=Query.get(question), page=guide, sort_order=0)
    return True
