"""The file formats plans go in and out by, one module each."""

from collections.abc import Mapping
from types import MappingProxyType

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {"toml": ".toml", "mermaid": ".mmd", "markdown": ".md", "csv": ".csv", "svg": ".svg", "html": ".html"}
)
"""What the files of each format that an engagement is exported to end with."""

OF_JOURNEYS = ("markdown", "csv", "svg", "html")
"""The formats that tell of one journey or of several, as asked."""

OF_A_CASE = ("markdown", "csv", "toml")
"""The formats that business cases go out in."""

OF_A_ROADMAP: Mapping[str, str] = MappingProxyType(
    {
        "toml": ".toml",
        "mermaid": ".mmd",
        "ics": ".ics",
        "csv": ".csv",
        "svg": ".svg",
        "html": ".html",
        "markdown": ".md",
    }
)
"""The formats that the roadmap goes out in, and what their files end with."""

AUDIENCES = ("sponsor", "team", "client")
"""For whom there is a page of the roadmap, in the formats below."""

FOR_READERS = ("markdown", "html")

SWIMLANES = ("team", "group", "persona", "journey", "status")
"""What the items of a roadmap can be drawn together by."""

TRACKERS = ("jira", "azure")
"""Whose columns a table of issues can have."""

RANKED_AS = ("text", "csv", "toml", "json")
"""The formats that rankings go out in."""

SURE_AS = ("text", "csv", "json")
"""The formats that uncertain dates go out in."""

FORECAST_AS = ("text", "csv", "markdown", "json")
"""The formats that forecasts go out in."""

DIFFERENCES_AS = ("text", "report", "markdown")
"""The formats that the difference of two plans goes out in."""

SCHEDULED_FOR = ("delay", "finish", "priority")
"""What a schedule can be the best for."""

SCHEDULED_AS = ("text", "json")
"""The formats that proposed schedules go out in."""

VIEWS = ("map", "blueprint")
"""What a map can be seen as."""
