"""What others do costs who looks on a line or two, not the screen."""

from __future__ import annotations

import pytest
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate

from domain.session import Session, SessionMethod
from domain.voting import cast, choices_of, next_asked
from screens.page import Page
from tests.test_voting_screen import plan, stand


@pytest.mark.parametrize("key", ["b", "enter"])
async def test_an_answer_of_somebody_else_repaints_no_screen(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stand(plan(SessionMethod.MOSCOW, names=tuple(f"Idea {n}" for n in range(9))))
    sent: list[object] = []
    whole = Compositor.render_update

    def counted(of: Compositor, **how: object) -> object:
        sent.append(found := whole(of, **how))  # type: ignore[arg-type]
        return found

    async with app.run_test(size=(80, 24)) as pilot:
        page = app.screen
        assert isinstance(page, Page)
        await pilot.press(key)
        await pilot.pause()
        monkeypatch.setattr(Compositor, "render_update", counted)
        now, vote = page.plan, page.plan.get(Session, "s")
        asked = next_asked(now, vote, "bram")
        assert asked is not None
        page.plan = now.apply(cast(now, vote, "bram", asked, choices_of(now, vote, asked)[0]))
        await pilot.pause()
        await pilot.pause()

        assert not any(isinstance(each, LayoutUpdate) for each in sent)
        assert key == "b" or any(isinstance(each, ChopsUpdate) for each in sent)
        monkeypatch.undo()
        await pilot.press("escape")
        await pilot.pause()
        assert "bram … █" in app.detail  # the page behind catches up once it is seen
