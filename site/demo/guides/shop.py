"""The shop builder."""

from .shapes import button, fields, note, points, step, text, tip

SLUG = "shop-builder"
ICON = "cart"
PRODUCTS = ["shop-builder"]
TITLE = {"fa": "فروشگاه‌ساز", "en": "Shop builder"}
INTRO = {"fa": "کالا، درگاه پرداخت، ارسال و مرجوعی", "en": "Goods, payment, shipping and returns"}

GUIDES = [
    {
        "slug": "connect-payment-gateway",
        "fa": {
            "title": "اتصال درگاه پرداخت",
            "lead": "فروشگاه شما پس از این مراحل پرداخت برخط می‌پذیرد.",
            "body": [
                step(
                    "گرفتن شناسه پذیرنده",
                    text(
                        "شناسه را از بانک یا پرداخت‌یار خود بگیرید. نشانی فروشگاه باید همان باشد که ثبت کرده‌اید."
                    ),
                ),
                step(
                    "وارد کردن شناسه",
                    text("در «تنظیمات ← پرداخت»، درگاه را انتخاب کنید و این خانه‌ها را پر کنید:"),
                    fields(
                        ("شناسه پذیرنده", "همان که در مرحله پیش گرفتید."),
                        ("نشانی بازگشت", "خودش پر شده است؛ همین را به پرداخت‌یار بدهید."),
                        ("درگاه پشتیبان", "اگر درگاه اول قطع شود، خرید با این درگاه ادامه پیدا می‌کند.", True),
                    ),
                ),
                step(
                    "پرداخت آزمایشی",
                    text("یک سفارش هزار تومانی ثبت و پرداخت کنید."),
                    tip("مبلغ آزمایشی را می‌توانید همان روز برگردانید."),
                ),
                note(
                    "اگر پس از پرداخت به فروشگاه برنگشتید، سفارش تا ۳۰ دقیقه «در انتظار تأیید بانک» می‌ماند و سپس خودش درست می‌شود."
                ),
                button("technical-support", "setup"),
            ],
        },
        "en": {
            "title": "Connecting a payment gateway",
            "lead": "After these steps your shop takes payments online.",
            "body": [
                step(
                    "Get the merchant id",
                    text("Your bank gives it to you. The shop's address must be the one you registered."),
                ),
                step(
                    "Enter it",
                    text("Under “Settings → Payment” choose the gateway and fill in:"),
                    fields(
                        ("Merchant id", "The one from the step before."),
                        ("Return address", "It is filled in already; give it to your payment provider."),
                        ("Spare gateway", "If the first one fails, the purchase goes on with this.", True),
                    ),
                ),
                step("Pay once", text("File and pay a small order."), tip("You can refund it the same day.")),
                note(
                    "If you do not come back after paying, the order waits up to 30 minutes for the bank and then settles."
                ),
                button("technical-support", "setup"),
            ],
        },
    },
    {
        "slug": "print-labels",
        "fa": {
            "title": "چاپ برچسب پستی",
            "lead": "برچسب‌ها در اندازه درست و بدون حاشیه چاپ می‌شود.",
            "body": [
                text(
                    "برچسب‌ها برای کاغذ A6 ساخته شده‌اند. اگر چاپ به‌هم‌ریخته است، معمولاً اندازه کاغذ در مرورگر چیز دیگری است."
                ),
                points(
                    "در پنجره چاپ، اندازه کاغذ را A6 کنید.",
                    "حاشیه را «هیچ» بگذارید.",
                    "مقیاس را ۱۰۰٪ نگه دارید.",
                    "سربرگ و پابرگ مرورگر را خاموش کنید.",
                ),
                note("چاپگرهای حرارتی کاغذ A6 را «۱۰۵ در ۱۴۸ میلی‌متر» می‌نامند."),
                tip("برای چاپ چند برچسب، سفارش‌ها را تیک بزنید و «چاپ برچسب‌ها» را انتخاب کنید."),
            ],
        },
        "en": {
            "title": "Printing shipping labels",
            "lead": "Labels come out in the right size and without margins.",
            "body": [
                text(
                    "Labels are made for A6 paper. When they come out broken, the browser usually prints another size."
                ),
                points(
                    "Set the paper size to A6.",
                    "Set the margins to none.",
                    "Keep the scale at 100%.",
                    "Switch the browser's headers and footers off.",
                ),
                note("Thermal printers call A6 paper “105 by 148 mm”."),
                tip("Tick several orders and choose “Print labels” to print them at once."),
            ],
        },
    },
]
