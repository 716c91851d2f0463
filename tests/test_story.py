"""A day with the program, in real terminals: the first five minutes, a line that drops, two people at one file."""

from __future__ import annotations

import getpass
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from select import select
from time import monotonic

import pytest

from domain.engagement import Engagement
from domain.persona import Persona
from storage.store import Store
from tests.builders import a, plan_of
from tests.terminals import ROOT, TIMEOUT, Terminal

PROGRAM = (sys.executable, "-m", "tui.cli")
CTRL_Q, CTRL_R, CTRL_S = "\x11", "\x12", "\x13"
LEFT = "\x1b[D"
SOON = 1.0
"""Twice what is promised, for a busy machine."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    plan = plan_of(
        a(Engagement, Engagement.ONLY, name="Trips"), *(a(Persona, id) for id in ("michiel", "vera", "joost"))
    )
    Store.create(path, plan, author="ana")
    return path


def place_of(author: str, folder: Path) -> dict[str, str]:
    """An environment for *author* alone: a home, and a settings file that says the name."""
    home = folder / f"home of {author}"
    settings = home / "config" / "klantreis" / "config.toml"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(f'author = "{author}"\n')
        settings.chmod(0o600)
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    return {"HOME": str(home), "PYTHONPATH": str(ROOT), **folders}


def run(*words: str, folder: Path, author: str = "ana") -> subprocess.CompletedProcess[str]:
    """Run the program on the command line in *folder*."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=folder,
        env={**os.environ, **place_of(author, folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )


def open_in(terminal: Terminal, path: Path, author: str = "ana") -> None:
    """Open the engagement at *path* and wait for Home."""
    terminal.start([*PROGRAM, path.name], place_of(author, path.parent), path.parent)
    terminal.wait_for("The method in eight steps")


def come_back_to(terminal: Terminal, path: Path, shows: str) -> None:
    """Open the engagement at *path* after having been cut off, and wait for what was in view then."""
    terminal.start([*PROGRAM, path.name], place_of("ana", path.parent), path.parent)
    terminal.wait_for("You were cut off at [0-9:]+. Nothing was lost")
    terminal.wait_for(shows)


def open_personas(terminal: Terminal, path: Path, author: str = "ana") -> None:
    """Open the engagement at *path* and turn to the personas."""
    open_in(terminal, path, author)
    terminal.send("2")
    terminal.wait_for("^▌ +Michiel")


def until(condition: Callable[[], bool], timeout: float = TIMEOUT) -> None:
    """Wait until *condition* holds."""
    limit = monotonic() + timeout
    while not condition():
        assert monotonic() < limit, f"not within {timeout} s"
        select([], [], [], 0.01)


def kept(path: Path, author: str = "ana") -> Mapping[str, Mapping[str, str]]:
    """What is typed and not saved, as it is on disk."""
    with Store.open(path, author=author, read_only=True) as store:
        return store.drafts()


def order(path: Path) -> list[str]:
    with Store.open(path, read_only=True) as store:
        return [persona.id for persona in store.plan.all(Persona)]


def edits(path: Path) -> list[tuple[str, str]]:
    """Who made which edit, without the one that made the engagement."""
    with Store.open(path, read_only=True) as store:
        return [(entry.author, entry.label) for entry in store.log(since=1)]


def go_to_field(terminal: Terminal, name: str) -> None:
    """Press tab until the field called *name* has the keys."""
    here = terminal.wait_for(r"(?<=│ ▸ )\w+")
    while here != name:
        terminal.send("\t")
        here = terminal.wait_for(rf"(?<=│ ▸ )(?!{here}\b)\w+")


def test_the_first_five_minutes_of_the_readme(tmp_path: Path) -> None:
    made = run("new", "trips", "--example", "reisbureau", folder=tmp_path)
    assert "Open it: klantreis trips.klantreis" in made.stderr

    with Terminal(120, 30) as terminal:
        open_in(terminal, tmp_path / "trips.klantreis")
        terminal.send("3")
        terminal.wait_for("A US road trip, as it is · Michiel Mobiel")
        terminal.wait_for(r"feeling \+1\.5")
        terminal.send("l")
        terminal.wait_for("I scroll past four hundred trips")
        terminal.send("h")
        terminal.wait_for(r"feeling \+1\.5")

        terminal.send("-")
        terminal.wait_for(r"feeling \+1 ")
        terminal.wait_for(r"✓ saved \d\d:\d\d")
        terminal.send("u")
        terminal.wait_for(r"feeling \+1\.5")
        terminal.send(CTRL_R)
        terminal.wait_for(r"feeling \+1 ")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0

    written = run("roadmap", "trips.klantreis", folder=tmp_path)
    assert "on the roadmap" in written.stderr
    assert tomllib.loads((tmp_path / "roadmap.toml").read_text())["item"]
    label = "Change feeling of “See a road trip pass by”"
    assert edits(tmp_path / "trips.klantreis") == [("ana", label)] * 3


OUTLINE = """## A lost suitcase
# Arrive: find out where it is
- Wait at the belt @airport ~-1.5 ^4
!!! nobody says that it is not there
> it is the last one, and it is not mine
- Queue at the desk @desk &Handling ~-2 ^5
!! forty minutes for a form
? why must I say it all again
# Get it back
- Be rung by the courier @phone &Courier %Tracing ~+1 ^3
+ they ring before they come
* it comes with a bar of chocolate
"""


def test_a_journey_is_captured_looked_at_and_taken_back(path: Path) -> None:
    with Terminal(100, 30) as terminal:
        open_in(terminal, path)
        terminal.send("3")
        terminal.wait_for("Press a to add a journey")
        terminal.send("o")
        terminal.wait_for(r"\^s Add it")
        for line in OUTLINE.splitlines():
            terminal.send(line + "\r")
        terminal.wait_for("3 touchpoints")
        terminal.send(CTRL_S)

        terminal.wait_for("^ A lost suitcase")
        screen = terminal.wait_for(r"(?s)┌ Arrive.*Get it back.*Wait at.*Queue at.*Be rung")
        terminal.wait_for(r"▲▲▲ nobody.*▲▲ forty")
        terminal.wait_for("it is the last one, and it is not mine")
        terminal.send("l+")
        terminal.wait_for("feeling −1.5")
        terminal.wait_for(r"✓ saved \d\d:\d\d")
        terminal.send("uu")
        terminal.wait_for("Press a to add a journey")
        terminal.send(CTRL_R)
        terminal.wait_for("^ A lost suitcase")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0

    assert screen
    told = run("export", "trips.klantreis", "--format", "text", "--width", "90", folder=path.parent)
    assert (told.returncode, told.stderr) == (0, "")
    assert max(map(len, told.stdout.splitlines())) <= 90
    assert all(sign in told.stdout for sign in ("▲▲▲ nobody", "★ it comes", "+ they ring", "Courier", "Tracing"))


def test_typed_text_outlives_a_program_that_is_killed(path: Path) -> None:
    with Terminal() as terminal:
        open_personas(terminal, path)
        terminal.send("e")
        terminal.wait_for("▸ Name")
        terminal.send(" Mol")

        until(lambda: kept(path) == {"persona:michiel": {"name": "Michiel Mol"}}, SOON)
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_end()

    assert_offers(path, "Michiel Mol")


def test_typed_text_outlives_a_terminal_that_is_closed_at_once(path: Path) -> None:
    with Terminal() as terminal:
        open_personas(terminal, path)
        terminal.send("e")
        terminal.wait_for("▸ Name")
        terminal.send(" Mol")
        terminal.wait_for("▸ Name +Michiel Mol")

        terminal.close()

        assert terminal.wait_for_end() == 129
    with Terminal() as terminal:
        come_back_to(terminal, path, "^▌ +Michiel")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
    assert_offers(path, "Michiel Mol")


def test_what_is_typed_and_saved_in_one_go_before_quitting_is_saved(path: Path) -> None:
    with Terminal() as terminal:
        open_personas(terminal, path)
        terminal.send("e")
        terminal.wait_for("▸ Name")

        terminal.send(f" Mol{CTRL_S}{CTRL_Q}")  # as a line sends it that was stuck for a moment

        assert terminal.wait_for_end() == 0
    assert edits(path) == [("ana", "Change name of “Michiel”")]
    assert kept(path) == {}


def test_what_is_typed_just_before_quitting_is_kept(path: Path) -> None:
    with Terminal() as terminal:
        open_personas(terminal, path)
        terminal.send("e")
        terminal.wait_for("▸ Name")

        terminal.send(f" Mol{CTRL_Q}")

        assert terminal.wait_for_end() == 0
    assert_offers(path, "Michiel Mol")


def assert_offers(path: Path, name: str) -> None:
    """Open the engagement again: Home lists what was typed, and the form is filled in with it."""
    with Terminal() as terminal:
        open_in(terminal, path)
        terminal.wait_for("Typed and not saved")
        terminal.wait_for("✎ Persona “Michiel”")
        terminal.send("2")
        terminal.wait_for("^▌ +Michiel")
        terminal.send("e")
        terminal.wait_for("Unfinished text from before is filled in")
        terminal.wait_for(f"▸ Name +{name} ")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


def test_two_terminals_on_one_file_see_each_others_edits(path: Path) -> None:
    with Terminal(120, 30) as ana, Terminal(120, 30) as joris:
        open_personas(ana, path, "ana")
        open_personas(joris, path, "joris")
        joris.wait_for("ana here")
        ana.wait_for("joris here")

        ana.send("J")
        joris.wait_for("ana [0-9:]+: Move persona “Michiel”", SOON)
        joris.wait_for(r"^ +Vera .*\n▌ +Michiel")  # moved, and the cursor with it
        joris.send("J")
        ana.wait_for("joris [0-9:]+: Move persona “Michiel”", SOON)
        ana.wait_for(r"^ +Vera .*\n +Joost .*\n▌ +Michiel")
        ana.send("u")
        ana.wait_for("Cannot undo")  # joris has moved it since
        for terminal in (ana, joris):
            terminal.send(CTRL_Q)
            assert terminal.wait_for_end() == 0

    assert edits(path) == [("ana", "Move persona “Michiel”"), ("joris", "Move persona “Michiel”")]
    logged = json.loads(run("log", "--json", path.name, folder=path.parent).stdout)
    assert [entry["author"] for entry in logged] == ["ana", "ana", "joris"]


def test_an_edit_that_was_called_saved_outlives_a_kill_in_the_middle_of_the_next(path: Path) -> None:
    """Each round saves one edit and is killed once so many of a burst of five are on disk."""
    for more in (0, 1, 3):
        before = len(edits(path))
        with Terminal() as terminal:
            open_personas(terminal, path)
            terminal.send("J")
            terminal.wait_for(r"✓ saved \d\d:\d\d")

            terminal.send("KJKJK")
            until(lambda least=before + 1 + more: len(edits(path)) >= least)  # type: ignore[misc]
            terminal.signal(signal.SIGKILL)
            terminal.wait_for_end()

        made = len(edits(path)) - before
        assert 1 + more <= made <= 6
        assert order(path).index("michiel") == made % 2
        with Store.open(path, author="ana") as store:
            assert store.read() == Store.open(path, read_only=True).plan
            while order(path)[0] != "michiel":
                store.undo()
        looked = run("doctor", path.name, folder=path.parent)
        assert looked.returncode == 0, looked.stdout


SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The words that start `ssh` to this machine, through a server of the test's own."""
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("there is no sshd here")
    if os.getuid() == 0 and not Path("/run/sshd").is_dir():
        pytest.skip("sshd started by root needs /run/sshd")
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "HostKey": keys / "host",
        "AuthorizedKeysFile": keys / "user.pub",
        "PidFile": "none",
        "StrictModes": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
    }
    (keys / "sshd_config").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "LogLevel=ERROR")
    words = ("ssh", "-F", "none", "-i", str(keys / "user"), "-p", str(port), *(f"-o{each}" for each in options))
    address = f"{getpass.getuser()}@127.0.0.1"
    with (
        (keys / "told").open("wb") as told,
        subprocess.Popen([SSHD, "-D", "-e", "-f", keys / "sshd_config"], stderr=told) as server,
    ):
        try:
            until(lambda: server.poll() is not None or answers_at(port))
            tried = subprocess.run([*words, address, "true"], capture_output=True, text=True, check=False)
            if tried.returncode:
                pytest.skip(f"sshd does not let us in: {tried.stderr.strip()}{(keys / 'told').read_text()[-200:]}")
            yield *words, "-tt", address
        finally:
            server.terminate()


def answers_at(port: int) -> bool:
    """Whether something answers at *port*."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def is_running(pid: int) -> bool:
    """Whether a process that is not ours to wait for is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def open_over(connection: tuple[str, ...], terminal: Terminal, path: Path) -> int:
    """Open the engagement at *path* by way of *connection*, and return the process id of the program over there."""
    environment = [f"{name}={value}" for name, value in place_of("ana", path.parent).items()]
    command = f"echo started as $$; exec {shlex.join(['env', *environment, *PROGRAM, str(path)])}"
    terminal.start([*connection, command])
    terminal.wait_for("The method in eight steps|You were cut off")
    started = re.search(rb"started as (\d+)", terminal.written)
    assert started is not None
    terminal.send("2")
    terminal.wait_for("Persona .*Share")
    return int(started[1])


def test_a_connection_that_is_cut_while_typing_loses_nothing(connection: tuple[str, ...], path: Path) -> None:
    with Terminal() as terminal:
        pid = open_over(connection, terminal, path)
        terminal.send("J")
        terminal.wait_for(r"✓ saved \d\d:\d\d")
        terminal.send("e")
        terminal.wait_for("▸ Name")
        terminal.send(" Mol")
        terminal.wait_for("▸ Name +Michiel Mol")

        terminal.signal(signal.SIGKILL)

        terminal.wait_for_end()
        until(lambda: not is_running(pid))
    assert kept(path) == {"persona:michiel": {"name": "Michiel Mol"}}
    with Terminal() as terminal:
        open_over(connection, terminal, path)
        terminal.wait_for(r"^ +Vera .*\n▌ +Michiel")
        terminal.send("e")
        terminal.wait_for("Unfinished text from before is filled in")
        terminal.wait_for("▸ Name +Michiel Mol ")
        terminal.send(CTRL_S)
        terminal.wait_for("^▌ +Michiel Mol")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
    assert edits(path) == [("ana", "Move persona “Michiel”"), ("ana", "Change name of “Michiel”")]
