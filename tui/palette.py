"""The command palette, read off the same bindings as the key bar and the help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider


class BoundActions(Provider):
    """Offers every action the current screen has a key for."""

    @property
    def _offers(self) -> Iterator[ActiveBinding]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.id and binding.id not in seen:
                seen.add(binding.id)
                yield active

    async def discover(self) -> Hits:
        """List them all before anything is typed."""
        for node, binding, *_ in self._offers:
            run = partial(self.app.run_action, binding.action, node)
            yield DiscoveryHit(binding.description, run, help=binding.tooltip)

    async def search(self, query: str) -> Hits:
        """List those that match *query*."""
        match = self.matcher(query)
        for node, binding, *_ in self._offers:
            if score := match.match(binding.description):
                run = partial(self.app.run_action, binding.action, node)
                yield Hit(score, match.highlight(binding.description), run, help=binding.tooltip)
