"""Money."""

from .shapes import button, fields, heading, note, step, text, tip

SLUG = "billing"
ICON = "card"
TITLE = {"fa": "مالی و صورتحساب", "en": "Billing"}
INTRO = {"fa": "تمدید، افزایش اعتبار و فاکتور رسمی", "en": "Renewals, credit and official invoices"}

GUIDES = [
    {
        "slug": "official-invoice",
        "checked_days_ago": 240,
        "fa": {
            "title": "دریافت فاکتور رسمی",
            "lead": "پس از کامل کردن مشخصات شرکت، فاکتور هر خرید را دریافت می‌کنید.",
            "body": [
                step(
                    "کامل کردن مشخصات",
                    text("در «حساب ← مشخصات حقوقی» این موارد را بنویسید:"),
                    fields(
                        ("شناسه ملی", "۱۱ رقم، بدون فاصله"),
                        ("کد اقتصادی", "همان که در سامانه مودیان ثبت است"),
                        ("نشانی و کد پستی", "برای چاپ روی فاکتور"),
                    ),
                ),
                step("دریافت فاکتور", text("در «پرداخت‌ها»، کنار هر خرید «فاکتور رسمی» را بزنید.")),
                note("فاکتور هر ماه تا دهم ماه بعد اصلاح‌پذیر است."),
                button("billing", "invoice"),
            ],
        },
        "en": {
            "title": "Getting an official invoice",
            "lead": "Complete your company's data once and download an invoice for every purchase.",
            "body": [
                step(
                    "Complete the data",
                    text("Under “Account → Legal data” enter:"),
                    fields(
                        ("National id", "11 digits without spaces"),
                        ("Economic code", "The one registered with the tax office"),
                        ("Address and postcode", "Printed on the invoice"),
                    ),
                ),
                step("Download it", text("Under “Payments” press “Official invoice” beside the purchase.")),
                note("An invoice can be corrected until the tenth of the next month."),
                button("billing", "invoice"),
            ],
        },
    },
    {
        "slug": "renew-and-credit",
        "fa": {
            "title": "تمدید سرویس و افزایش اعتبار",
            "lead": "پیش از پایان سرویس چه می‌بینید و چگونه بدون وقفه تمدید می‌کنید.",
            "body": [
                heading("تمدید"),
                text(
                    "از ۱۵ روز پیش از پایان، دکمه «تمدید» را در صفحه نخست پنل می‌بینید. روزهای مانده به دوره تازه افزوده می‌شود."
                ),
                heading("افزایش اعتبار"),
                text("مبلغ دلخواه را در «اعتبار ← افزایش» بنویسید. پس از پرداخت، همان لحظه افزوده می‌شود."),
                heading("پرداخت ناموفق"),
                text("اگر مبلغ کم شد ولی اعتبار نیامد، بانک آن را تا ۷۲ ساعت برمی‌گرداند."),
                tip("شماره پیگیری بانک را در تیکت بنویسید تا زودتر بررسی شود."),
                button("billing", "renewal"),
            ],
        },
        "en": {
            "title": "Renewing a service and adding credit",
            "lead": "What you see before a service ends, and how to renew it without a break.",
            "body": [
                heading("Renewing"),
                text(
                    "From 15 days before the end there is a “Renew” button. The days left are added to the new period."
                ),
                heading("Adding credit"),
                text("Enter an amount under “Credit → Add”. It is there as soon as it is paid."),
                heading("Failed payments"),
                text(
                    "If the money left your account and no credit came, the bank returns it within 72 hours."
                ),
                tip("Write the bank's tracking number in the ticket; it speeds things up."),
                button("billing", "renewal"),
            ],
        },
    },
]
