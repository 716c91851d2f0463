# Sourced by ./run, ./test and .ci/run, with $root the checkout.
#
# `prepare run` installs what the program needs, `prepare test` also what the tests need, into a virtual environment
# whose folder it leaves in $venv. Where that was done before and nothing changed since, it costs nothing.
# shellcheck shell=sh disable=SC1111,SC2154

prepare() {
    choose_venv
    if is_made && { is_installed test || is_installed "$1"; }; then
        return
    fi
    echo "Setting up klantreis in $venv; this takes a minute, once." >&2
    is_made || make
    case $1 in
        test) install '.[dev]' ;;
        *) install . ;;
    esac || fail "Not everything could be installed. Mend what is said above, then start this again."
    cat "$root/pyproject.toml" >"$venv/installed-for-$1"
}

# In the checkout, or in the user's cache where the checkout belongs to somebody else.
choose_venv() {
    venv=$root/.venv
    if ! [ -w "$root" ]; then
        venv=${XDG_CACHE_HOME:-$HOME/.cache}/klantreis/$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)
        export PYTHONPYCACHEPREFIX="$venv/compiled"
    fi
}

# A virtual environment knows its own path: one that came along with a moved checkout is of no use.
is_made() {
    [ -x "$venv/bin/python" ] && [ "$(cat "$venv/made-for" 2>/dev/null)" = "$root" ]
}

is_installed() {
    cmp -s "$root/pyproject.toml" "$venv/installed-for-$1"
}

make() {
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --seed --python '>=3.11' "$venv" || fail "uv could not make $venv."
    else
        find_python
        "$python" -m venv --clear "$venv" || fail "“$python -m venv” could not make $venv."
    fi
    echo "$root" >"$venv/made-for"
}

find_python() {
    without_venv=
    for python in python3.13 python3.12 python3.11 python3.14 python3; do
        # Asked, not trusted: version managers put names on the PATH that only say “not found”.
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
        without_venv=${without_venv:-$python}
    done
    [ -z "$without_venv" ] ||
        fail "$without_venv cannot make virtual environments. On Debian and Ubuntu: sudo apt install $without_venv-venv"
    fail "klantreis needs Python 3.11 or later. On Debian and Ubuntu: sudo apt install python3 python3-venv." \
        "Or install uv, which brings its own: https://docs.astral.sh/uv/"
}

install() (
    cd "$root" || exit # from here it is called `.`, which no blank in its path can split
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$venv/bin/python" --editable "$1"
    else
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --editable "$1"
    fi
)

fail() {
    echo "$*" >&2
    exit 69
}
