"""One line of cells that is drawn from the bottom up, whatever letters come into them."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rich.cells import cell_len

from screens.parts.text import one_line

NAME = "name"
"""The style of text that looks like any other, in which a blank is not free for what lies below."""
PLAIN = frozenset({"", NAME})


class Cells:
    """One line of cells, drawn from the bottom up."""

    def __init__(self, width: int) -> None:
        self.texts = [" "] * width
        self.styles = [""] * width

    def put(self, x: int, text: str, style: str) -> None:
        """Write *text* from cell *x* on; what is outside of the line, or half outside, is left out."""
        for letter in one_line(text):
            cells = cell_len(letter)
            if not cells:
                if 0 < x <= len(self.texts):
                    self.texts[x - 1] += letter
                continue
            if x >= 0 and x + cells <= len(self.texts):
                self._clear(x)
                self._clear(x + cells - 1)
                self.texts[x], self.styles[x] = letter, style
                for behind in range(x + 1, x + cells):
                    self.texts[behind], self.styles[behind] = "", style
            x += cells

    def _clear(self, x: int) -> None:
        """Leave no half of a wide letter that cell *x* is a part of."""
        if not self.texts[x] and x:
            self.texts[x - 1], self.texts[x] = " ", " "
        elif x + 1 < len(self.texts) and not self.texts[x + 1]:
            self.texts[x], self.texts[x + 1] = " ", " "

    def put_below(self, x: int, sign: str, style: str) -> None:
        """Write *sign* in cell *x* where there is nothing."""
        if 0 <= x < len(self.texts) and self.texts[x] == " " and not self.styles[x]:
            self.texts[x], self.styles[x] = sign, style

    def pieces(self, grounded: Container[str] = ()) -> Iterator[tuple[str, str]]:
        """The text in stretches of one style, of which there are as few as can be: each costs some forty bytes.

        A blank looks the same in every style but those that are *grounded*, which have a background of their own.
        """
        start, style = 0, self.styles[0] if self.styles else ""
        for x, (text, own) in enumerate(zip(self.texts, self.styles, strict=True)):
            if own == style or (text == " " and own in PLAIN and style not in grounded):
                continue
            yield "".join(self.texts[start:x]), style
            start, style = x, own
        if self.texts:
            yield "".join(self.texts[start:]), style


def in_cells(text: str) -> Iterator[str]:
    """The letters of *text*, one for each cell: behind a wide one comes nothing, one without width is with the last."""
    found: list[str] = []
    for letter in text:
        cells = cell_len(letter)
        if not cells and found:
            found[-1] += letter
        else:
            found += [letter, *[""] * (cells - 1)]
    yield from found
