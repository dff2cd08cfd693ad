# shellcheck shell=bash
# What the scripts beside this file share. Source it: it goes to the checkout's root and changes nothing else.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
cache=$root/.cache
tools=$root/.venv-tools
uv=$tools/bin/uv

say() { printf '==> %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# need_packages WHY PACKAGE...: install what is missing of these Debian packages; the only thing done to the system.
need_packages() {
    local why=$1 package missing=() as_root=()
    shift
    command -v dpkg-query >/dev/null || fail "$why needs these Debian packages, and this is no Debian: $*"
    for package in "$@"; do
        dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID)); then
        sudo -n true 2>/dev/null || fail "$why needs packages; as root, run: apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "$why: installing ${missing[*]} with apt"
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    # A service that apt starts must not inherit the lock that scripts/setup holds on descriptor 9.
    "${as_root[@]}" update >&2 9>&-
    "${as_root[@]}" install --yes --no-install-recommends "${missing[@]}" >"$cache/apt.log" 2>&1 9>&- ||
        { cat "$cache/apt.log" >&2; fail "apt could not install ${missing[*]}"; }
}

# python_for 3.14: print the path of a Python of that version: the machine's, uv's, or Debian's unpacked.
python_for() {
    local range suite
    case $1 in
        3.13) range='>=3.13,<3.14' suite=trixie ;;
        3.14) range='>=3.14.2,<3.15' suite=forky ;; # Home Assistant's own lower limit
        *) fail "no Python $1 is known here" ;;
    esac
    export UV_PYTHON_INSTALL_DIR=$cache/uv-python
    "$uv" python find --system --no-python-downloads "$range" 2>/dev/null && return
    if [[ ! -x $cache/python$1/usr/bin/python$1 ]]; then
        UV_HTTP_RETRIES=1 "$uv" python install --quiet --no-bin "$1" 2>/dev/null &&
            "$uv" python find --managed-python --no-python-downloads "$range" 2>/dev/null && return
    fi
    debian_python "$1" "$suite" || fail "found no Python $1; install one, then start again"
}

# The Debian mirror that this machine uses already, unless DEBIAN_MIRROR names another.
debian_mirror() {
    local files
    mapfile -t files < <(find /etc/apt -name '*.list' -o -name '*.sources' | sort)
    sed -nE 's/^(URIs:|deb( +\[[^]]*\])?) +([^ ]*\/debian)\/?( .*)?$/\3/p' "${files[@]}" /dev/null | sed -n 1p
}

# debian_python VERSION SUITE: unpack a newer Debian's CPython below .cache, with the libraries it needs, and print
# its path. apt gets lists, package state and cache of its own, so that the system stays as it is.
debian_python() {
    local version=$1 suite=$2 home=$cache/python$1
    local mirror=${DEBIAN_MIRROR:-$(debian_mirror)} python=$home/usr/bin/python$version
    [[ ! -x $python ]] || { echo "$python"; return; }
    [[ -n $mirror ]] && command -v apt-get >/dev/null || return 1
    say "Python $version: unpacking Debian $suite's packages into .cache/python$version"
    download_python "$version" "$suite" "$mirror" "$cache/apt-$suite" || return 1
    rm -rf "$home"
    mkdir -p "$home"
    find "$cache/apt-$suite/archives" -name '*.deb' -exec dpkg-deb --extract '{}' "$home" ';'
    rm -rf "$cache/apt-$suite"
    make_relocated_python "$version" "$home" && echo "$python"
}

# download_python VERSION SUITE MIRROR FOLDER: fetch CPython's packages and all that they depend on.
download_python() {
    local version=$1 suite=$2 mirror=$3 apt=$4
    rm -rf "$apt"
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    printf 'deb %s %s main\n' "$mirror" "$suite" >"$apt/sources.list"
    : >"$apt/status" # no package counts as installed
    cat >"$apt/apt.conf" <<-CONF
		Dir::State "$apt"; Dir::State::Lists "$apt/lists"; Dir::State::Status "$apt/status";
		Dir::Cache "$apt"; Dir::Cache::Archives "$apt/archives";
		Dir::Etc::SourceList "$apt/sources.list"; Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null"; Dir::Etc::PreferencesParts "/dev/null";
		APT::Sandbox::User ""; Debug::NoLocking "1"; Acquire::Languages "none"; quiet "2";
	CONF
    APT_CONFIG=$apt/apt.conf apt-get update >&2 || return 1
    APT_CONFIG=$apt/apt.conf apt-get install --yes --download-only --no-install-recommends \
        "python$version-venv" "libpython$version-dev" >&2 || return 1
}

# make_relocated_python VERSION HOME: let it run from HOME with the newer C library that lies beside it, and build
# extensions there with the system's own headers.
make_relocated_python() {
    local version=$1 home=${2:?} triplet loader
    triplet=$(basename "$(dirname "$(find "$home/usr/lib" -name libc.so.6)")")
    loader=$(find "$home/usr/lib/$triplet" -name 'ld-linux-*.so.*')
    "$tools/bin/patchelf" --set-interpreter "$loader" --force-rpath --set-rpath "$home/usr/lib/$triplet" \
        "$home/usr/bin/python$version"
    local headers=$home/usr/include
    cp "$headers/$triplet/python$version/pyconfig.h" "$headers/python$version/pyconfig.h"
    find "$headers" -mindepth 1 -maxdepth 1 ! -name "python$version" -exec rm -rf '{}' +
    rm -rf "${home:?}/usr/share"
}

# venv FOLDER PYTHON LOCK: a virtual environment that holds exactly what the lock file names, and this checkout.
venv() {
    local folder=$1 version=$2 lock=requirements/$3.txt stamp python
    stamp=$(cat "$lock" pyproject.toml <(echo "$root $version") | sha256sum)
    [[ $(cat "$folder/.stamp" 2>/dev/null) != "$stamp" ]] || return 0
    if [[ ! -x $folder/bin/python ]]; then
        python=$(python_for "$version")
        say "$folder: a virtual environment of $python"
        "$uv" venv --quiet --clear --python "$python" "$folder"
    fi
    say "$folder: installing $lock"
    "$uv" pip sync --quiet --python "$folder/bin/python" "$lock"
    if grep -q '^hatchling==' "$lock"; then
        "$uv" pip install --quiet --python "$folder/bin/python" --no-deps --no-build-isolation --editable .
    fi
    echo "$3" >"$folder/.lock"
    echo "$stamp" >"$folder/.stamp"
}
