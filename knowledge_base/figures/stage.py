"""Where a scenario plays: one window of a browser before the running site."""

SETTLES_WITHIN = 900  # milliseconds: pictures, fonts and what fades in

# The first text in each element is exchanged and the others are emptied, so that its icons stay.
SAY = """(elements, words) => {
  for (const element of elements) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = words;
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim()) continue;
      walker.currentNode.data = left;
      left = "";
    }
  }
}"""
# Persian and Latin digits become 1, 2, 3 …, each in its own script.
COUNT = r"""(elements) => {
  for (const element of elements) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let number = 0;
    while (walker.nextNode()) {
      walker.currentNode.data = walker.currentNode.data.replace(/[0-9۰-۹]/g, (digit) => {
        number = number % 9 + 1;
        return String.fromCharCode(number + (digit > "9" ? 0x06f0 : 0x30));
      });
    }
  }
}"""
ARRANGE = """(elements) => {
  for (const element of elements) {
    const place = (child) => child.textContent.trim().replace(/\\s+/g, " ");
    element.append(...[...element.children].sort((one, other) => place(one).localeCompare(place(other), document.documentElement.lang)));
  }
}"""
LEAVE_OUT = "(elements) => { for (const element of elements) element.style.display = 'none'; }"


class CannotTake(Exception):
    """A figure cannot be taken; says why."""


class Stage:
    """`page` is Playwright's, `language` the code of the guide's language."""

    def __init__(self, page, language=""):
        self.page, self.language = page, language

    def visit(self, address):
        """Open an address of the site; an error page is no picture."""
        response = self.page.goto(address)
        if not response.ok:
            raise CannotTake(f"{address} answers {response.status}")
        self.settle()

    def settle(self):
        self.page.wait_for_timeout(SETTLES_WITHIN)

    # What changes by itself would make a picture old on the next day.

    def say(self, selector, words):
        """Whatever matches says these words instead."""
        self.page.locator(selector).evaluate_all(SAY, words)

    def count(self, selector):
        """The digits of whatever matches become 1, 2, 3 …: for numbers that are never the same."""
        self.page.locator(selector).evaluate_all(COUNT)

    def arrange(self, selector):
        """What is in whatever matches stands in the order of its words: where the newest would stand first."""
        self.page.locator(selector).evaluate_all(ARRANGE)

    def leave_out(self, selector):
        """Whatever matches is not there."""
        self.page.locator(selector).evaluate_all(LEAVE_OUT)
