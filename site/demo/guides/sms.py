"""The SMS panel."""

from .shapes import button, fields, heading, note, points, step, table, text, tip, warning

SLUG = "sms-panel"
ICON = "send"
PRODUCTS = ["sms-panel"]
TITLE = {"fa": "پنل پیامک", "en": "SMS panel"}
INTRO = {
    "fa": "خطوط، ارسال گروهی، پترن و گزارش دریافت",
    "en": "Lines, bulk sending, patterns and delivery reports",
}

GUIDES = [
    {
        "slug": "send-bulk-sms",
        "fa": {
            "title": "ارسال پیامک گروهی",
            "lead": "از فهرست شماره‌ها تا گزارش ارسال، در پنج مرحله.",
            "body": [
                step(
                    "آماده کردن فهرست",
                    text("شماره‌ها را در یک ستون فایل اکسل بنویسید. ردیف نخست می‌تواند عنوان باشد."),
                ),
                step(
                    "ساختن دفترچه",
                    text(
                        "در «دفترچه‌ها»، «دفترچه تازه» را بزنید و فایل را بارگذاری کنید. شماره‌های تکراری یک بار شمرده می‌شود."
                    ),
                ),
                step(
                    "نوشتن متن",
                    text(
                        "هر پیامک فارسی ۷۰ نویسه است؛ متن بلندتر در چند بخش فرستاده و حساب می‌شود. "
                        "فاصله و نیم‌فاصله هم نویسه‌اند."
                    ),
                    table(
                        ["زبان متن", "یک بخش", "دو بخش", "سه بخش"],
                        ["فارسی", "تا ۷۰ نویسه", "تا ۱۳۴ نویسه", "تا ۲۰۱ نویسه"],
                        ["لاتین", "تا ۱۶۰ نویسه", "تا ۳۰۶ نویسه", "تا ۴۵۹ نویسه"],
                    ),
                    tip("نام مشتری را با {name} در متن بگذارید."),
                ),
                step(
                    "انتخاب خط",
                    text("برای پیام‌های ضروری خط خدماتی را انتخاب کنید تا به شماره‌های مسدود هم برسد."),
                ),
                step(
                    "زمان‌بندی و ارسال",
                    text("«ارسال» را بزنید یا زمانی در آینده تعیین کنید. گزارش در «ارسال‌ها» به‌روز می‌شود."),
                ),
                warning("پیامک تبلیغاتی فقط میان ساعت ۸ تا ۲۲ فرستاده می‌شود."),
                button("technical-support", "bug-report"),
            ],
        },
        "en": {
            "title": "Sending bulk SMS",
            "lead": "From a list of numbers to the report, in five steps.",
            "body": [
                step(
                    "Prepare the list",
                    text("Put the numbers into one column of a spreadsheet; the first row may be a title."),
                ),
                step(
                    "Make a contact book",
                    text(
                        "Under “Contact books” press “New” and upload the file. Repeated numbers count once."
                    ),
                ),
                step(
                    "Write the text",
                    text(
                        "A Persian SMS holds 70 characters; longer texts are sent and charged in parts. Spaces and "
                        "half-spaces count."
                    ),
                    table(
                        ["Script", "One part", "Two parts", "Three parts"],
                        ["Persian", "up to 70 characters", "up to 134", "up to 201"],
                        ["Latin", "up to 160 characters", "up to 306", "up to 459"],
                    ),
                    tip("Insert a customer's name with {name}."),
                ),
                step(
                    "Choose the line",
                    text(
                        "For messages that must arrive choose the service line: it reaches blocked numbers."
                    ),
                ),
                step(
                    "Schedule and send",
                    text("Press “Send” or set a time. The report under “Sent” updates by itself."),
                ),
                warning("Advertising goes out between 8 and 22 only."),
                button("technical-support", "bug-report"),
            ],
        },
    },
    {
        "slug": "sending-left-unfinished",
        "fa": {
            "title": "رفع خطای «ارسال ناتمام ماند»",
            "lead": "سه دلیل رایج این پیام و کاری که برای هرکدام می‌کنید.",
            "body": [
                text(
                    "اگر هنگام ارسال پیامک گروهی این خطا را می‌بینید، بخشی از فهرست فرستاده نشده است. هیچ شماره‌ای دو بار پیامک نگرفته و اعتبار بخش ناتمام برگشته است."
                ),
                heading("کافی نبودن اعتبار"),
                text("اعتبار را افزایش دهید و در «ارسال‌ها»، «ادامه ارسال» را بزنید."),
                tip(
                    "برای این‌که دوباره پیش نیاید، در «اعتبار ← یادآوری» مبلغی بنویسید تا پیش از رسیدن به آن خبر شوید."
                ),
                heading("سقف هم‌زمانی"),
                text(
                    "اگر چند ارسال بزرگ هم‌زمان باشد، یکی در صف می‌ماند. چند دقیقه بعد خودش ادامه پیدا می‌کند."
                ),
                heading("قطع درگاه"),
                text(
                    "اگر کد <code>503</code> می‌بینید، درگاه مخابرات پاسخ نمی‌دهد. زمان و شماره ارسال را در تیکت بنویسید."
                ),
                button("technical-support", "bug-report", "گزارش خطای ارسال"),
            ],
        },
        "en": {
            "title": "“Sending was left unfinished”",
            "lead": "Three usual reasons, and what to do about each.",
            "body": [
                text(
                    "If you see this error when sending bulk SMS, a part of the list was not sent. Nobody got the message twice, and the credit of the rest came back."
                ),
                heading("Not enough credit"),
                text("Add credit and press “Continue” under “Sent”."),
                tip("To be warned in time, enter an amount under “Credit → Reminder”."),
                heading("Too many at once"),
                text("Of several large sendings one waits. It goes on by itself after some minutes."),
                heading("The gateway is down"),
                text(
                    "Code <code>503</code> means that the operator does not answer. Write time and sending number in a ticket."
                ),
                button("technical-support", "bug-report", "Report a sending error"),
            ],
        },
    },
    {
        "slug": "blocked-numbers",
        "fa": {
            "title": "چرا پیامک به شماره‌های مسدود نمی‌رسد؟",
            "lead": "فهرست سیاه مخابرات، خط خدماتی و پترن به زبان ساده.",
            "body": [
                text(
                    "بسیاری از مشترکان پیامک تبلیغاتی را مسدود کرده‌اند. پیامی که از خط معمولی فرستاده شود به آن‌ها نمی‌رسد."
                ),
                heading("راه درست"),
                points(
                    "برای کد تأیید و خبر سفارش از <b>خط خدماتی</b> استفاده کنید.",
                    "متن را یک بار به‌صورت <b>پترن</b> ثبت کنید تا تأیید شود.",
                ),
                heading("مقایسه خط‌ها"),
                table(
                    ["خط", "به شماره مسدود می‌رسد", "برای چه"],
                    ["معمولی", "خیر", "تبلیغ و خبرنامه"],
                    ["خدماتی", "بله", "کد تأیید، سفارش، یادآوری"],
                ),
                heading("پیگیری"),
                note("وضعیت هر شماره را در گزارش ارسال می‌بینید: رسیده، نرسیده یا مسدود."),
            ],
        },
        "en": {
            "title": "Why SMS does not reach blocked numbers",
            "lead": "The operators' blacklist, service lines and patterns in plain words.",
            "body": [
                text(
                    "Many subscribers have blocked advertising. What an ordinary line sends does not reach them."
                ),
                heading("The right way"),
                points(
                    "Use a <b>service line</b> for codes and orders.",
                    "Register the text once as a <b>pattern</b>.",
                ),
                heading("The lines compared"),
                table(
                    ["Line", "Reaches blocked numbers", "For"],
                    ["Ordinary", "No", "Advertising and newsletters"],
                    ["Service", "Yes", "Codes, orders, reminders"],
                ),
                heading("Following it up"),
                note("The report shows every number: delivered, not delivered or blocked."),
            ],
        },
    },
    {
        "slug": "register-a-pattern",
        "fa": {
            "title": "ثبت پترن و متغیرهای آن",
            "lead": "متن آماده‌ای که یک بار تأیید می‌شود و هر بار با نام و عدد تازه فرستاده می‌شود.",
            "body": [
                step("نوشتن متن", text("در «پترن‌ها»، «پترن تازه» را بزنید. جای خالی را با %name% بنویسید.")),
                step(
                    "تعیین متغیرها",
                    fields(
                        ("%name%", "نام گیرنده، تا ۲۵ نویسه"),
                        ("%code%", "کد تأیید، فقط رقم"),
                        ("%date%", "تاریخ به شکل ۱۴۰۵/۰۹/۰۲", True),
                    ),
                ),
                step(
                    "ارسال برای تأیید",
                    text("معمولاً همان روز کاری تأیید می‌شود. اگر رد شد، دلیل را زیر پترن می‌بینید."),
                ),
                warning("در مقدار متغیرها ویرگول نگذارید؛ مقدارها با ویرگول از هم جدا می‌شوند."),
            ],
        },
        "en": {
            "title": "Registering a pattern and its variables",
            "lead": "A text that is approved once and sent with new names and numbers every time.",
            "body": [
                step("Write the text", text("Under “Patterns” press “New”. Write the gaps as %name%.")),
                step(
                    "Set the variables",
                    fields(
                        ("%name%", "The recipient's name, up to 25 characters"),
                        ("%code%", "A verification code, digits only"),
                        ("%date%", "A date like 2026-11-23", True),
                    ),
                ),
                step(
                    "Send it for approval",
                    text("It is usually approved the same working day; a refusal says why."),
                ),
                warning("No commas in values: they separate one value from the next."),
            ],
        },
    },
]
