"""The web service."""

from .shapes import button, code, fields, heading, note, step, table, text, warning

SLUG = "web-service"
ICON = "code"
PRODUCTS = ["web-service"]
TITLE = {"fa": "وب‌سرویس", "en": "Web service"}
INTRO = {"fa": "کلید دسترسی، نمونه کد و کدهای خطا", "en": "Access keys, sample code and error codes"}
REQUEST = (
    "curl https://api.example.com/v1/messages \\\n"
    '  -H "Authorization: Bearer $TOKEN" \\\n'
    '  -d to=09120000000 -d text="Hello"'
)
ANSWER = '{"id": "m_7f31c2", "parts": 1, "status": "queued"}'

GUIDES = [
    {
        "slug": "first-request",
        "fa": {
            "title": "کلید دسترسی و نخستین درخواست",
            "lead": "در ده دقیقه نخستین پیامک را از برنامه خود می‌فرستید.",
            "body": [
                step(
                    "ساختن کلید",
                    text("در «وب‌سرویس ← کلیدها»، «کلید تازه» را بزنید. کلید فقط یک بار نشان داده می‌شود."),
                ),
                step("فرستادن درخواست", text("نمونه زیر یک پیامک می‌فرستد:"), code(REQUEST)),
                step(
                    "خواندن پاسخ",
                    text("پاسخ موفق کد <code>201</code> و شناسه پیام است:"),
                    code(ANSWER),
                    fields(
                        ("id", "شناسه پیام؛ با آن وضعیت را می‌پرسید."),
                        ("parts", "تعداد بخش‌هایی که حساب شد."),
                        ("status", "<code>queued</code> یعنی در صف ارسال است."),
                    ),
                ),
                warning("کلید را در مخزن کد یا تیکت نگذارید؛ اگر لو رفت، همان لحظه باطلش کنید."),
            ],
        },
        "en": {
            "title": "Access keys and the first request",
            "lead": "Send the first SMS from your program within ten minutes.",
            "body": [
                step("Make a key", text("Under “Web service → Keys” press “New”. The key is shown once.")),
                step("Send a request", text("This sends one SMS:"), code(REQUEST)),
                step(
                    "Read the answer",
                    text("Success is code <code>201</code> with the id of the message:"),
                    code(ANSWER),
                    fields(
                        ("id", "The message; ask for its state with it."),
                        ("parts", "How many parts were charged."),
                        ("status", "<code>queued</code> means that it waits to be sent."),
                    ),
                ),
                warning("Keep the key out of repositories and tickets; if it leaks, revoke it at once."),
            ],
        },
    },
    {
        "slug": "error-codes",
        "fa": {
            "title": "کدهای خطای وب‌سرویس",
            "lead": "هر کد یعنی چه و چه باید کرد.",
            "body": [
                table(
                    ["کد", "معنا", "کار شما"],
                    ["<code>401</code>", "کلید نادرست یا باطل", "کلید تازه بسازید"],
                    ["<code>402</code>", "اعتبار کافی نیست", "اعتبار را افزایش دهید"],
                    ["<code>422</code>", "شماره یا متن درست نیست", "پیام خطا را بخوانید"],
                    ["<code>429</code>", "درخواست زیاد", "با فاصله دوباره بفرستید"],
                    ["<code>503</code>", "درگاه پاسخ نمی‌دهد", "چند دقیقه بعد تکرار کنید"],
                ),
                heading("تکرار امن"),
                text(
                    "هر درخواست را با سرآیند <code>Idempotency-Key</code> بفرستید تا تکرار آن پیامک دوم نفرستد."
                ),
                note("اگر کدی خارج از این فهرست دیدید، متن کامل پاسخ را در تیکت بنویسید."),
                button("technical-support", "bug-report"),
            ],
        },
        "en": {
            "title": "Error codes of the web service",
            "lead": "What each code means and what to do.",
            "body": [
                table(
                    ["Code", "Meaning", "What to do"],
                    ["<code>401</code>", "Wrong or revoked key", "Make a new key"],
                    ["<code>402</code>", "Not enough credit", "Add credit"],
                    ["<code>422</code>", "Number or text is wrong", "Read the message"],
                    ["<code>429</code>", "Too many requests", "Try again more slowly"],
                    ["<code>503</code>", "The gateway does not answer", "Repeat after some minutes"],
                ),
                heading("Repeating safely"),
                text(
                    "Send an <code>Idempotency-Key</code> header: a repeated request then sends no second SMS."
                ),
                note("If you meet another code, put the whole answer into a ticket."),
                button("technical-support", "bug-report"),
            ],
        },
    },
]
