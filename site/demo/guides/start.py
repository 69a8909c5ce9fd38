"""Getting started."""

from .shapes import answer_time, button, fields, figure, heading, note, points, step, text, tip, warning

SLUG = "getting-started"
ICON = "rocket"
TITLE = {"fa": "شروع کار", "en": "Getting started"}
INTRO = {
    "fa": "ورود به پنل کاربری، ثبت تیکت و نخستین تنظیمات",
    "en": "Logging in, filing a ticket and the first settings",
}

GUIDES = [
    {
        "slug": "how-to-file-a-ticket",
        "explains": "wizard",
        "checked_days_ago": 12,
        "fa": {
            "title": "راهنمای ثبت تیکت",
            "lead": "در سه مرحله کوتاه درخواست خود را ثبت می‌کنید و پاسخ را در ادامه همان تیکت می‌خوانید.",
            "body": [
                text(
                    "برای هر پرسش یا مشکلی که پاسخش را در راهنما پیدا نکردید، تیکت ثبت کنید. "
                    "کارشناسان دپارتمانی که انتخاب می‌کنید، تیکت شما را می‌بینند و در همان تیکت پاسخ می‌دهند. "
                    "دیگر نیازی به ایمیل یا تماس تلفنی نیست؛ ولی اگر تلفن را ترجیح می‌دهید، شماره پشتیبانی پایین هر صفحه هست."
                ),
                step(
                    "انتخاب گزینه ثبت تیکت",
                    text("پس از ورود به <b>پنل کاربری</b>، گزینه <b>ثبت تیکت</b> را انتخاب کنید."),
                    figure("panel", "fa", "پنل کاربری با گزینه‌های «ثبت تیکت» و «لیست تیکت‌ها»", "پنل کاربری"),
                ),
                step(
                    "انتخاب دپارتمان",
                    text(
                        "دپارتمانی را انتخاب کنید که تیکت را دریافت می‌کند. زیر نام هر دپارتمان نوشته شده است به چه درخواست‌هایی پاسخ می‌دهد و معمولاً چه زمانی."
                    ),
                    figure("department", "fa", "کارت‌های دپارتمان‌ها در مرحله اول ثبت تیکت", "انتخاب دپارتمان"),
                    tip(
                        "اگر مطمئن نیستید، «پشتیبانی فنی» را انتخاب کنید؛ در صورت نیاز تیکت را منتقل می‌کنیم."
                    ),
                ),
                step(
                    "تعیین نوع تیکت",
                    text(
                        "نوع تیکت کمک می‌کند درخواست شما زودتر به کارشناس درست برسد. "
                        "اگر دپارتمان فقط یک نوع تیکت داشته باشد، این مرحله را نمی‌بینید."
                    ),
                    figure("type", "fa", "کارت‌های نوع تیکت در مرحله دوم", "انتخاب نوع تیکت"),
                ),
                step(
                    "تکمیل فرم و ثبت",
                    text("فرم را کامل کنید و دکمه <b>ثبت</b> را بزنید."),
                    fields(
                        ("محصول", "محصولی را انتخاب کنید که درخواست شما به آن مربوط است."),
                        ("موضوع", "در یک جمله کوتاه بنویسید؛ مثلاً «خطا هنگام ارسال پیامک گروهی»."),
                        ("شرح تیکت", "بنویسید چه کاری انجام می‌دادید، چه پیامی دیدید و از چه زمانی."),
                        ("ضمیمه", "تصویر خطا یا فایل مربوط را بیفزایید.", True),
                    ),
                    figure("form", "fa", "فرم ثبت تیکت با محصول، موضوع، شرح تیکت و ضمیمه", "فرم ثبت تیکت"),
                    warning("رمز عبور یا کد تأیید خود را در تیکت ننویسید؛ برای رسیدگی به آن نیازی نداریم."),
                    text("پس از زدن <b>ثبت</b>، شماره تیکت را می‌بینید. همان لحظه به صف دپارتمان می‌رسد."),
                    figure(
                        "filed", "fa", "صفحه «تیکت شما ثبت شد» با شماره تیکت و جای پاسخ", "تیکت ثبت شده است"
                    ),
                    button("technical-support", "bug-report"),
                ),
                heading("پس از ثبت"),
                answer_time("technical-support", "bug-report"),
                note("اگر بررسی تیکت زمان بیشتری بخواهد، در ادامه همان تیکت تاریخ پاسخ را اعلام می‌کنیم."),
                warning("یک درخواست را چند بار ثبت نکنید؛ ثبت دوباره، پاسخگویی را برای همه کند می‌کند."),
                note("پاسخ در ادامه همان تیکت ثبت می‌شود: پنل کاربری ← پشتیبانی ← لیست تیکت‌ها."),
                figure("list", "fa", "لیست تیکت‌ها با نشان «پاسخ تازه»", "لیست تیکت‌ها"),
            ],
        },
        "en": {
            "title": "How to file a ticket",
            "lead": "File your request in three short steps and read the answer in the same ticket.",
            "body": [
                text(
                    "Whenever a guide does not answer your question, file a ticket. The agents of the department "
                    "you choose see it at once and answer in that same ticket. You need no e-mail and no call; but if "
                    "you prefer the phone, its number stands at the foot of every page."
                ),
                step(
                    "Choose “File a ticket”",
                    text("Log in to the <b>user panel</b> and choose <b>File a ticket</b>."),
                    figure(
                        "panel",
                        "en",
                        "The user panel with “File a ticket” and “My tickets”",
                        "The user panel",
                    ),
                ),
                step(
                    "Choose the department",
                    text(
                        "Choose the department that receives the ticket. Below each name stands which requests it "
                        "answers, and how soon it usually does."
                    ),
                    figure(
                        "department",
                        "en",
                        "Cards of the departments in the first step",
                        "Choosing the department",
                    ),
                    tip("If you are not sure, choose “Technical support”; we transfer the ticket if needed."),
                ),
                step(
                    "Set the type",
                    text(
                        "The type brings your request to the right agent sooner. Where a department has one type only, "
                        "you do not see this step."
                    ),
                    figure("type", "en", "Cards of the ticket types in the second step", "Choosing the type"),
                ),
                step(
                    "Complete the form and submit",
                    text("Complete the form and press <b>Submit</b>."),
                    fields(
                        ("Product", "Choose the product your request is about."),
                        ("Subject", "One short sentence, for example “Error when sending bulk SMS”."),
                        ("Ticket description", "Write what you were doing, what you saw, and since when."),
                        ("Attachment", "Add a picture of the error or a file that belongs to it.", True),
                    ),
                    figure(
                        "form",
                        "en",
                        "The ticket form with product, subject, description and attachment",
                        "The form",
                    ),
                    warning("Never write a password or a verification code in a ticket; we do not need it."),
                    text(
                        "When you have pressed <b>Submit</b> you see the ticket's number. It is in the department's "
                        "queue at that moment."
                    ),
                    figure(
                        "filed",
                        "en",
                        "The page “Your ticket is registered” with the number and where the answer will be",
                        "The ticket is registered",
                    ),
                    button("technical-support", "bug-report"),
                ),
                heading("After filing"),
                answer_time("technical-support", "bug-report"),
                note("If your request needs more time, we tell you by when in the same ticket."),
                warning("Please do not file the same request twice: repeats slow the answers for everybody."),
                note("The answer comes in the same ticket: User panel → Support → My tickets."),
                figure("list", "en", "The page “My tickets” with a “New answer” mark", "My tickets"),
            ],
        },
    },
    {
        "slug": "log-in-and-password",
        "fa": {
            "title": "ورود به پنل و تعیین رمز عبور تازه",
            "lead": "اگر رمز عبور را فراموش کرده‌اید، چند دقیقه دیگر وارد پنل خواهید بود.",
            "body": [
                step(
                    "باز کردن صفحه ورود",
                    text("در بالای هر صفحه «ورود» را بزنید و نام کاربری یا ایمیل خود را بنویسید."),
                ),
                step(
                    "درخواست پیوند",
                    text(
                        "اگر رمز عبور را به یاد ندارید، «رمز عبور را فراموش کرده‌اید؟» را بزنید. پیوندی به ایمیل شما می‌رسد."
                    ),
                    note("پیوند را در همان روز باز کنید؛ پس از یک بار استفاده از کار می‌افتد."),
                ),
                step(
                    "نوشتن رمز عبور تازه",
                    text("رمزی بنویسید که جای دیگری به کار نبرده‌اید."),
                    points("دست‌کم ۸ نویسه داشته باشد.", "فقط عدد نباشد.", "به نام یا ایمیل شما شبیه نباشد."),
                ),
                warning("رمز عبور خود را در تیکت یا تماس تلفنی به کسی نگویید؛ ما هرگز آن را نمی‌پرسیم."),
            ],
        },
        "en": {
            "title": "Logging in and choosing a new password",
            "lead": "If you have forgotten your password you will be in within minutes.",
            "body": [
                step(
                    "Open the login page",
                    text("Press “Log in” on top of any page and enter your username or e-mail."),
                ),
                step(
                    "Ask for the link",
                    text("Press “Forgotten your password?”. A link comes to your e-mail address."),
                    note("Open it the same day; it works once."),
                ),
                step(
                    "Choose a password",
                    text("Choose one that you use nowhere else."),
                    points(
                        "At least 8 characters.", "Not only digits.", "Not similar to your name or e-mail."
                    ),
                ),
                warning("Never tell anybody your password in a ticket or on the phone; we never ask for it."),
            ],
        },
    },
    {
        "slug": "read-and-reply",
        "fa": {
            "title": "خواندن پاسخ و ادامه گفتگو",
            "lead": "پاسخ کجا می‌آید، چگونه ادامه می‌دهید و تیکت چه زمانی بسته می‌شود.",
            "body": [
                text(
                    "کنار تیکتی که پاسخ تازه دارد، نشان «پاسخ تازه» می‌بینید. آن را باز کنید و اگر نکته‌ای مانده، در همان‌جا بنویسید."
                ),
                heading("وضعیت‌ها یعنی چه"),
                fields(
                    ("ثبت شد", "تیکت رسیده و در صف بررسی است."),
                    ("در حال بررسی", "کارشناسی روی آن کار می‌کند."),
                    ("پاسخ داده شد", "پاسخ داده‌ایم؛ اگر کافی بود، تیکت را ببندید."),
                    ("در انتظار پاسخ شما", "برای ادامه به پاسخ شما نیاز داریم."),
                    ("نیازمند زمان بیشتر", "تا تاریخی که می‌بینید خبر می‌دهیم."),
                ),
                heading("بسته شدن و بازگشایی"),
                text(
                    "تیکت حل‌شده پس از چهار روز بسته می‌شود. تا سی روز پس از آن هم، با ارسال پاسخ دوباره باز می‌شود."
                ),
                heading("ضمیمه در پاسخ"),
                text("در پاسخ هم می‌توانید فایل بفرستید: تصویر، PDF، متن، Word و Excel."),
            ],
        },
        "en": {
            "title": "Reading answers and going on",
            "lead": "Where the answer comes, how to go on, and when a ticket is closed.",
            "body": [
                text(
                    "A ticket with a new answer is marked “New answer”. Open it, and if something is left, write it there."
                ),
                heading("What the states mean"),
                fields(
                    ("Registered", "We have it; it waits in the queue."),
                    ("In progress", "An agent works on it."),
                    ("Answered", "We have answered; close the ticket if that is enough."),
                    ("Waiting for you", "We need your answer to go on."),
                    ("Needs more time", "You hear from us by the date you see."),
                ),
                heading("Closing and opening again"),
                text(
                    "A resolved ticket is closed after four days. For thirty days more a reply opens it again."
                ),
                heading("Files in a reply"),
                text("Replies take files, too: pictures, PDF, text, Word and Excel."),
            ],
        },
    },
]
